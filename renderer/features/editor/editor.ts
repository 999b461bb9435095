import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { AppError } from '../../../electron/contract/errors.ts'
import type { Place } from '../../../electron/contract/files.ts'
import { maximumText } from '../../../electron/contract/viewing.ts'
import type { FileVersion, TextContent, TextForm } from '../../../electron/contract/viewing.ts'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import type { Pane } from '../../stores/pane.ts'
import { visibleText } from '../../text.ts'
import { useRefreshFolders } from '../fileOperations/refreshFolders.ts'
import { parentOf } from '../panes/paths.ts'

/** A text that is open for editing. */
export type OpenText = {
  place: Place
  pane: Pane
  name: string
  /** As it was read; null: larger than the editor takes, or not whole. */
  content: TextContent
  form: TextForm
  /** What the file on the other side was when it was read or saved last. */
  version: FileVersion
}

export type EditorState =
  | { state: 'closed' }
  | { state: 'opening'; place: Place; pane: Pane; name: string }
  | { state: 'failed'; place: Place; pane: Pane; name: string; error: AppError }
  | { state: 'open'; file: OpenText }
  | { state: 'saving'; file: OpenText }
  /** Somebody else has changed the file meanwhile: both versions are there to decide on. */
  | { state: 'conflict'; file: OpenText; mine: string; theirs: TextContent }

const nameOf = (path: string) => path.split(/[\\/]/).at(-1) ?? path

/** The text editor: one file at a time, saved by uploading it. */
export const useEditor = defineStore('editor', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const refresh = useRefreshFolders()
  const state = shallowRef<EditorState>({ state: 'closed' })
  const isChanged = shallowRef(false)
  let abort = new AbortController()

  const close = () => {
    abort.abort()
    state.value = { state: 'closed' }
    isChanged.value = false
  }

  const open = async (place: Place, pane: Pane, encoding?: string) => {
    abort.abort()
    const own = new AbortController()
    abort = own
    const name = nameOf(place.path)
    state.value = { state: 'opening', place, pane, name }
    isChanged.value = false
    try {
      const options = { maximum: maximumText, ...(encoding === undefined ? {} : { encoding }) }
      const content = await bridge.api.readText(place, options, own.signal)
      if (own.signal.aborted) return
      const { version, lineEnding, hasByteOrderMark } = content
      const form = { encoding: content.encoding, lineEnding, hasByteOrderMark }
      state.value = { state: 'open', file: { place, pane, name, content, form, version } }
    } catch (thrown) {
      if (own.signal.aborted) return
      state.value = { state: 'failed', place, pane, name, error: AppError.from(thrown) }
    }
  }

  /**
   * Uploads the text that `read` gives. Without `isForced` only over the version that was read. What
   * is typed meanwhile stays, unsaved.
   */
  const save = async (read: () => string, isForced = false): Promise<boolean> => {
    const now = state.value
    if (now.state !== 'open' && now.state !== 'conflict') return false
    const text = read()
    // After a conflict the own text takes its place in the editor again.
    const file =
      now.state === 'conflict' ? { ...now.file, content: { ...now.file.content, text } } : now.file
    state.value = { state: 'saving', file }
    try {
      const result = await bridge.api.writeText(
        file.place,
        text,
        file.form,
        isForced ? undefined : file.version,
      )
      if (result.state === 'changed') {
        state.value = { state: 'conflict', file, mine: read(), theirs: result.theirs }
        return false
      }
      if (result.state === 'gone') {
        state.value = { state: 'open', file }
        notices.showInfo(
          t('editor.gone', { name: visibleText(file.name) }),
          [],
          [{ label: t('editor.saveAgain'), run: () => void save(read, true) }],
        )
        return false
      }
      isChanged.value = read() !== text
      const content = isChanged.value ? file.content : { ...file.content, text }
      state.value = { state: 'open', file: { ...file, content, version: result.version } }
      const folder = parentOf(file.place.path, file.pane.source?.style ?? 'posix')
      if (folder !== null) refresh([{ ...file.place, path: folder }])
      notices.showInfo(t('editor.saved', { name: visibleText(file.name) }))
      return true
    } catch (thrown) {
      state.value = { state: 'open', file }
      notices.showError(thrown)
      return false
    }
  }

  /** Takes the version of the other side; the own text is given up. */
  const takeTheirs = () => {
    const now = state.value
    if (now.state !== 'conflict') return
    const { file, theirs } = now
    const { encoding, lineEnding, hasByteOrderMark, version } = theirs
    const form = { encoding, lineEnding, hasByteOrderMark }
    state.value = { state: 'open', file: { ...file, content: theirs, form, version } }
    isChanged.value = false
  }
  /** Back to the text, to bring both together by hand; saving then replaces the version seen. */
  const keepEditing = () => {
    const now = state.value
    if (now.state !== 'conflict') return
    const { file, mine, theirs } = now
    const content = { ...file.content, text: mine }
    state.value = { state: 'open', file: { ...file, content, version: theirs.version } }
    isChanged.value = true
  }
  const changeForm = (change: Partial<TextForm>) => {
    const now = state.value
    if (now.state !== 'open') return
    const file = { ...now.file, form: { ...now.file.form, ...change } }
    state.value = { state: 'open', file }
    isChanged.value = true
  }
  const isOpen = computed(() => state.value.state !== 'closed')

  return {
    state,
    isChanged,
    isOpen,
    open: (place: Place, pane: Pane, encoding?: string) => void open(place, pane, encoding),
    save,
    takeTheirs,
    keepEditing,
    changeForm,
    close,
  }
})
