import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { AppError } from '../../../electron/contract/errors.ts'
import type { EditedFile } from '../../../electron/contract/editing.ts'
import type { Place } from '../../../electron/contract/files.ts'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSettings } from '../../stores/settings.ts'
import { visibleText } from '../../text.ts'
import { useRefreshFolders } from '../fileOperations/refreshFolders.ts'
import { parentOf } from '../panes/paths.ts'

/** Mirror of the files that are open in other programs, and what is said when they change. */
export const useEdits = defineStore('edits', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const settings = useSettings()
  const refresh = useRefreshFolders()
  const files = shallowRef<ReadonlyMap<string, EditedFile>>(new Map())
  const isListOpen = ref(false)
  /** What is to be opened although it could run. */
  const asked = shallowRef<Place>()

  const showList = () => {
    isListOpen.value = true
  }
  const upload = async (id: string, isForced = false) => {
    await bridge.api.uploadEdit(id, { isForced }).catch(notices.showError)
  }
  const tell = (file: EditedFile, before: EditedFile | undefined) => {
    if (before?.status.state === file.status.state || isListOpen.value) return
    const name = visibleText(file.name)
    const list = { label: t('edits.showList'), run: showList }
    if (file.status.state === 'changed' && settings.settings.uploadEdits === 'ask')
      notices.showInfo(
        t('edits.savedNotice', { name }),
        [visibleText(file.place.path)],
        [{ label: t('edits.upload'), run: () => void upload(file.id) }, list],
      )
    else if (file.status.state === 'waiting')
      notices.showInfo(t('edits.waitingNotice', { name }), [visibleText(file.place.path)], [list])
    else if (file.status.state === 'conflict')
      notices.showInfo(t('edits.conflictNotice', { name }), [visibleText(file.place.path)], [list])
    else if (file.status.state === 'failed')
      notices.showError(AppError.fromData(file.status.error), [list])
    else if (before?.status.state === 'uploading' && file.status.state === 'unchanged') {
      notices.showInfo(t('edits.uploadedNotice', { name }))
      const folder = parentOf(file.place.path, 'posix')
      if (folder !== null) refresh([{ ...file.place, path: folder }])
    }
  }

  bridge.follow((api) =>
    api.watchEdits({
      batch: (changes) => {
        const next = new Map(files.value)
        for (const change of changes)
          if (change.kind === 'gone') next.delete(change.id)
          else {
            tell(change.file, next.get(change.file.id))
            next.set(change.file.id, change.file)
          }
        files.value = next
      },
      error: bridge.reportFailure,
    }),
  )

  const start = async (place: Place, isConfirmed = false) => {
    asked.value = undefined
    try {
      const result = await bridge.api.startEdit(place, { isConfirmed })
      if (result.state === 'executable') asked.value = place
    } catch (thrown) {
      notices.showError(thrown)
    }
  }
  const reopen = (id: string) => void bridge.api.reopenEdit(id).catch(notices.showError)
  const stop = (id: string) => void bridge.api.endEdit(id).catch(notices.showError)
  const list = computed(() => [...files.value.values()])

  return { list, isListOpen, asked, showList, start, upload, reopen, stop }
})
