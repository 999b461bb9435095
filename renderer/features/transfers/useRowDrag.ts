import { ref } from 'vue'
import type { Ref } from 'vue'
import type { Transfer } from '../../../electron/contract/transfers.ts'
import { useNotices } from '../../stores/notices.ts'
import { useTransfers } from '../../stores/transfers.ts'

const rowDragType = 'application/x-sampan-transfers'

/** Lets chosen rows be dragged to another place of the queue. */
export function useRowDrag(options: {
  /** Whether the rows stand in the order of the queue, and all of them. */
  isOrdered: () => boolean
  rowAt: (index: number) => Transfer | undefined
  total: () => number
  chosen: Ref<Transfer[]>
  /** Pixels. */
  rowHeight: () => number
  headerHeight: () => number
}) {
  const transfers = useTransfers()
  const notices = useNotices()
  /** Where the rows would go: before the row of this index. */
  const dropIndex = ref<number>()
  let dragged: string[] = []

  const start = (event: DragEvent) => {
    if (!options.isOrdered() || !event.dataTransfer) return event.preventDefault()
    dragged = options.chosen.value.map(({ id }) => id)
    event.dataTransfer.setData(rowDragType, '')
    event.dataTransfer.effectAllowed = 'move'
  }
  const isOurs = (event: DragEvent) => event.dataTransfer?.types.includes(rowDragType) === true
  const indexAt = (event: DragEvent) => {
    const list = event.currentTarget as HTMLElement
    const top = list.getBoundingClientRect().top + options.headerHeight()
    const index = Math.round((event.clientY - top + list.scrollTop) / options.rowHeight())
    return Math.min(Math.max(0, index), options.total())
  }
  const over = (event: DragEvent) => {
    if (!isOurs(event)) return
    event.preventDefault()
    event.stopPropagation()
    event.dataTransfer!.dropEffect = 'move'
    dropIndex.value = indexAt(event)
  }
  const end = () => {
    dropIndex.value = undefined
    dragged = []
  }
  /** For `dragleave`, which also fires between the parts of one row. */
  const left = (event: DragEvent) => {
    const next = event.relatedTarget
    if (!(next instanceof Node && (event.currentTarget as Element).contains(next)))
      dropIndex.value = undefined
  }
  const drop = (event: DragEvent) => {
    if (!isOurs(event)) return
    event.preventDefault()
    event.stopPropagation()
    const ids = dragged
    let index = indexAt(event)
    end()
    if (ids.length === 0) return
    // Before itself means before whatever comes after it.
    while (index < options.total() && ids.includes(options.rowAt(index)?.id ?? '')) index++
    const before = options.rowAt(index)?.id
    transfers.move(ids, before === undefined ? 'bottom' : { before }).catch(notices.showError)
  }
  return { dropIndex, start, over, left, drop, end }
}
