import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { z } from 'zod'
import type { TransferTab } from '../../electron/contract/transfers.ts'
import { fittingColumns } from '../features/transfers/columnTracks.ts'
import { QueueColumn } from '../features/transfers/queueColumns.ts'
import { useScreenPart } from './screen.ts'

const ofRunning: ReadonlySet<QueueColumn> = new Set(['speed', 'timeLeft'])

const View = z
  .object({
    groupBy: z.enum(['none', 'site', 'folder']).default('none'),
    columns: z.array(QueueColumn).default(['progress', 'amount', 'speed', 'timeLeft', 'state']),
  })
  .prefault({})

/** How this screen shows the transfer lists. */
export const useQueueView = defineStore('queueView', () => {
  const remembered = useScreenPart('queueView', View)
  const search = ref('')
  /** Groups that are folded, by their keys as text. */
  const folded = shallowRef<ReadonlySet<string>>(new Set())

  /** Pixels that the list has. */
  const width = ref(Infinity)
  /** The list that is shown; what has ended has no speed any more. */
  const tab = ref<TransferTab>('queue')
  const columns = computed(() => {
    const chosen = remembered.value.columns
    const isOver = tab.value === 'done'
    const telling = chosen.filter((column) => !isOver || !ofRunning.has(column))
    return fittingColumns(telling, width.value)
  })

  const toggleColumn = (column: QueueColumn) => {
    const chosen = remembered.value.columns
    remembered.value.columns = QueueColumn.options.filter(
      (one) => chosen.includes(one) !== (one === column),
    )
  }
  const toggleGroup = (key: string) => {
    const next = new Set(folded.value)
    if (!next.delete(key)) next.add(key)
    folded.value = next
  }
  return { remembered, columns, width, tab, search, folded, toggleColumn, toggleGroup }
})
