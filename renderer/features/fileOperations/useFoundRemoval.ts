import { shallowRef } from 'vue'
import type { FoundEntry } from '../../../electron/contract/fileJobs.ts'
import type { Pane } from '../../stores/pane.ts'
import { isInside } from '../panes/paths.ts'
import { useFileOperations } from './fileOperations.ts'

/**
 * Deletes what a search has found. Asks in place: a second dialog over the search would hide what
 * it is about. `removed` is told what is really gone.
 */
export function useFoundRemoval(
  pane: Pane,
  chosen: () => readonly FoundEntry[],
  removed: (paths: ReadonlySet<string>) => void,
) {
  const operations = useFileOperations()
  const asks = shallowRef(false)
  /** Asks at first, and deletes when it is called again. */
  const remove = async () => {
    if (chosen().length === 0) return
    asks.value = !asks.value
    if (asks.value) return
    const style = pane.source?.style ?? 'posix'
    const paths = new Set<string>()
    for (const [folder, entries] of Map.groupBy(chosen(), (entry) => entry.folder)) {
      const names = entries.map((entry) => entry.name)
      const { state, failures } = await operations.remove(pane, folder, names)
      const failed = failures.map(({ path }) => path)
      if (state === 'done')
        for (const { path } of entries)
          if (!failed.some((one) => isInside(one, path, style))) paths.add(path)
    }
    removed(paths)
  }
  return { asks, remove }
}
