import { Download, Upload } from '@lucide/vue'
import { computed } from 'vue'
import type { Settings } from '../../../electron/contract/app.ts'
import { AppError } from '../../../electron/contract/errors.ts'
import type { TransferTab } from '../../../electron/contract/transfers.ts'
import { t } from '../../i18n.ts'
import { useApp } from '../../stores/app.ts'
import { useNotices } from '../../stores/notices.ts'
import { useQueueView } from '../../stores/queueView.ts'
import { QueueColumn } from './queueColumns.ts'
import { useSettings } from '../../stores/settings.ts'
import { useTransfers } from '../../stores/transfers.ts'
import type { MenuItem } from '../../ui/menu.ts'
import { fileNameFor, saveFile } from '../protocolLog/saveFile.ts'
import { allowNotices } from './queueEnd.ts'

/** What concerns the queue as a whole, and how its lists look. */
export function useQueueMenu(tab: () => TransferTab, chooseFile: () => void) {
  const transfers = useTransfers()
  const view = useQueueView()
  const settings = useSettings()
  const notices = useNotices()
  const app = useApp()
  const change = (patch: Partial<Settings>) => void settings.change(patch).catch(notices.showError)

  const exportFile = async () => {
    try {
      const text = await transfers.exportQueue()
      saveFile(fileNameFor('queue', 'json'), new Blob([text], { type: 'application/json' }))
    } catch (thrown) {
      notices.showError(thrown)
    }
  }
  const importFile = async (file: File) => {
    try {
      const count = await transfers.importQueue(await file.text())
      notices.showInfo(t('transfers.imported', { count }, count))
    } catch (thrown) {
      const { code, message, details } = AppError.from(thrown)
      notices.showError(new AppError(code, message, { ...details, path: file.name }))
    }
  }

  const columns = (): MenuItem[] =>
    tab() === 'failed'
      ? []
      : [
          { kind: 'title', label: t('transfers.columns') },
          ...QueueColumn.options.map((column): MenuItem => ({
            kind: 'item',
            label: t(`transfers.column.${column}`),
            isChecked: view.remembered.columns.includes(column),
            testId: `column-${column}`,
            run: () => view.toggleColumn(column),
          })),
          { kind: 'separator' },
        ]
  const filters = (): MenuItem[] => {
    const { filterSets, transferFilterSet } = settings.settings
    if (filterSets.length === 0) return []
    return [
      { kind: 'title', label: t('transfers.folderFilter') },
      ...[{ id: '', name: t('transfers.noFilter') }, ...filterSets].map(
        ({ id, name }): MenuItem => ({
          kind: 'item',
          label: name,
          isChecked: transferFilterSet === id,
          run: () => change({ transferFilterSet: id }),
        }),
      ),
      { kind: 'separator' },
    ]
  }
  const atEnd = (): MenuItem[] => {
    const { notifyAtEnd, soundAtEnd, whenQueueEnds } = settings.settings
    const actions = app.info?.endActions ?? []
    return [
      { kind: 'title', label: t('transfers.atEnd.label') },
      {
        kind: 'item',
        label: t('transfers.atEnd.notify'),
        isChecked: notifyAtEnd,
        testId: 'end-notify',
        run() {
          if (!notifyAtEnd) allowNotices()
          change({ notifyAtEnd: !notifyAtEnd })
        },
      },
      {
        kind: 'item',
        label: t('transfers.atEnd.sound'),
        isChecked: soundAtEnd,
        testId: 'end-sound',
        run: () => change({ soundAtEnd: !soundAtEnd }),
      },
      ...actions.map((action): MenuItem => ({
        kind: 'item',
        label: t(`transfers.atEnd.${action}`),
        isChecked: whenQueueEnds === action,
        run: () => change({ whenQueueEnds: whenQueueEnds === action ? 'nothing' : action }),
      })),
    ]
  }

  const items = computed<MenuItem[]>(() => [
    ...columns(),
    ...(tab() === 'queue' ? filters() : []),
    {
      kind: 'item',
      label: t('transfers.exportQueue'),
      icon: Upload,
      testId: 'queue-export',
      disabled: transfers.totals.queued + transfers.totals.failed === 0,
      run: () => void exportFile(),
    },
    {
      kind: 'item',
      label: t('transfers.importQueue'),
      icon: Download,
      testId: 'queue-import',
      run: chooseFile,
    },
    { kind: 'separator' },
    ...atEnd(),
  ])
  return { items, importFile }
}
