import { onScopeDispose, shallowRef, triggerRef } from 'vue'
import type { FoundEntry, SearchPart, SearchQuery } from '../../../electron/contract/fileJobs.ts'
import type { AppError } from '../../../electron/contract/errors.ts'
import type { Place } from '../../../electron/contract/files.ts'
import { useBridge } from '../../bridge.ts'

export type SearchState =
  | { state: 'idle' }
  | { state: 'running'; folder: string; folders: number }
  | { state: 'done'; folders: number; isCapped: boolean }
  | { state: 'stopped' }
  | { state: 'failed'; error: AppError }

/** One search at a time, and what it has found; it ends with whoever asked. */
export function useFileSearch() {
  const bridge = useBridge()
  const status = shallowRef<SearchState>({ state: 'idle' })
  const found = shallowRef<FoundEntry[]>([])
  const unreadable = shallowRef<string[]>([])
  let stopStream = () => {}
  onScopeDispose(() => stopStream())

  const receive = (part: SearchPart) => {
    if (part.part === 'found') {
      for (const entry of part.entries) found.value.push(entry)
      triggerRef(found)
    } else if (part.part === 'looking')
      status.value = { state: 'running', folder: part.folder, folders: part.folders }
    else if (part.part === 'unreadable') unreadable.value = [...unreadable.value, part.path]
    else status.value = { state: 'done', folders: part.folders, isCapped: part.isCapped }
  }
  const start = (place: Place, query: SearchQuery) => {
    stopStream()
    found.value = []
    unreadable.value = []
    status.value = { state: 'running', folder: place.path, folders: 0 }
    stopStream = bridge.api.searchFiles(place, query, {
      batch: (parts) => parts.forEach(receive),
      error: (error) => {
        status.value =
          error.code === 'cancelled' ? { state: 'stopped' } : { state: 'failed', error }
      },
    })
  }
  const stop = () => {
    stopStream()
    if (status.value.state === 'running') status.value = { state: 'stopped' }
  }
  /** Takes out what is not there any more. */
  const forget = (paths: ReadonlySet<string>) => {
    found.value = found.value.filter((entry) => !paths.has(entry.path))
  }
  return { status, found, unreadable, start, stop, forget }
}
