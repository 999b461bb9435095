import { defineStore } from 'pinia'
import { formatBytes, formatCount } from '../../format.ts'
import { currentLanguage, t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import { visibleText } from '../../text.ts'
import type { Subject } from './fileDialogs.ts'
import { useFileJobs } from './fileJobs.ts'
import { useFileOperations } from './fileOperations.ts'

/** Adds up what lies below the chosen entries and tells it. */
export const useFolderSize = defineStore('folderSize', () => {
  const jobs = useFileJobs()
  const operations = useFileOperations()
  const notices = useNotices()

  const measure = async ({ pane, folder, entries }: Subject) => {
    const names = entries.map((entry) => entry.name)
    const places = operations.placesIn(pane, folder, names)
    const { state, last } = await jobs.run({ kind: 'measure', places })
    if (state !== 'done' || !last) return
    const language = currentLanguage()
    const what =
      names.length === 1
        ? visibleText(names[0] ?? '')
        : t('drop.items', { count: names.length }, names.length)
    notices.showInfo(
      t('measure.result', {
        what,
        size: formatBytes(last.bytes, language),
        files: t('panes.files', { count: formatCount(last.files, language) }, last.files),
        folders: t('panes.folders', { count: formatCount(last.folders, language) }, last.folders),
      }),
    )
  }
  return { measure: (subject: Subject) => void measure(subject) }
})
