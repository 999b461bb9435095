import { useThrottleFn } from '@vueuse/core'
import { onScopeDispose, ref, shallowRef, triggerRef, watch } from 'vue'
import type { Transfer, TransferTab } from '../../../electron/contract/transfers.ts'
import { useNotices } from '../../stores/notices.ts'
import { useTransfers } from '../../stores/transfers.ts'

const pageSize = 100
const reloadMilliseconds = 250

/** The rows in view of a list that may have 100,000 of them, read from the engine page by page. */
export function useTransferPages(tab: () => TransferTab) {
  const transfers = useTransfers()
  const notices = useNotices()
  const total = ref(0)
  const pages = shallowRef(new Map<number, Transfer[]>())
  const asked = new Set<number>()
  let visible = { first: 0, last: 0 }
  let isOver = false

  const load = async (page: number) => {
    asked.add(page)
    const wanted = tab()
    try {
      const answer = await transfers.readPage(wanted, page * pageSize, pageSize)
      if (isOver || wanted !== tab()) return
      total.value = answer.total
      pages.value.set(page, answer.rows)
      triggerRef(pages)
    } catch (thrown) {
      notices.showError(thrown)
    } finally {
      asked.delete(page)
    }
  }
  const visiblePages = () => {
    const first = Math.floor(visible.first / pageSize)
    const last = Math.floor(Math.max(visible.first, visible.last) / pageSize)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  }
  const show = (first: number, last: number) => {
    visible = { first, last }
    for (const page of visiblePages())
      if (!pages.value.has(page) && !asked.has(page)) void load(page)
  }
  /** The pages in view are read again; the others when they come into view. */
  const reload = useThrottleFn(
    async () => {
      const kept = new Set(visiblePages())
      for (const page of [...pages.value.keys()]) if (!kept.has(page)) pages.value.delete(page)
      await Promise.all([...kept].map(load))
      transfers.forgetFinished()
    },
    reloadMilliseconds,
    true,
  )
  watch(
    tab,
    () => {
      pages.value = new Map()
      total.value = 0
      void load(0)
    },
    { immediate: true },
  )
  watch(
    () => transfers.totals.revision,
    () => void reload(),
  )
  onScopeDispose(() => {
    isOver = true
  })

  const rowAt = (index: number): Transfer | undefined => {
    const row = pages.value.get(Math.floor(index / pageSize))?.[index % pageSize]
    return row && (transfers.live.get(row.id) ?? row)
  }
  const loaded = (): Transfer[] =>
    [...pages.value.values()].flatMap((rows) =>
      rows.map((row) => transfers.live.get(row.id) ?? row),
    )
  return { total, rowAt, loaded, show }
}
