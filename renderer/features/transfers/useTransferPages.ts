import { useThrottleFn } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef, triggerRef, watch } from 'vue'
import type { Transfer, TransferGroup, TransferTab } from '../../../electron/contract/transfers.ts'
import { useNotices } from '../../stores/notices.ts'
import { useQueueView } from '../../stores/queueView.ts'
import { useTransfers } from '../../stores/transfers.ts'

const pageSize = 100
const reloadMilliseconds = 250

/** A part of the list: all of it, or one group below its heading. */
type Section = {
  id: string
  group: TransferGroup | undefined
  /** Rows on the screen, its heading among them. */
  first: number
  rows: number
}
type Place = { section: Section; offset: number; page: number; key: string }

export const groupId = ({ key }: TransferGroup) => JSON.stringify([key.serverId, key.folder])

/** The rows in view of a list that may have 100,000 of them, read from the engine page by page. */
export function useTransferPages(tab: () => TransferTab) {
  const transfers = useTransfers()
  const notices = useNotices()
  const view = useQueueView()
  const groups = shallowRef<TransferGroup[] | undefined>()
  const flatTotal = shallowRef(0)
  const pages = shallowRef(new Map<string, Transfer[]>())
  const asked = new Set<string>()
  let visible = { first: 0, last: 0 }
  let isOver = false

  // Rows of failures are tall and few; their headings would be mostly air.
  const groupBy = computed(() => (tab() === 'failed' ? 'none' : view.remembered.groupBy))
  const sections = computed<Section[]>(() => {
    if (!groups.value) return [{ id: '', group: undefined, first: 0, rows: flatTotal.value }]
    let first = 0
    return groups.value.map((group) => {
      const id = groupId(group)
      const rows = 1 + (view.folded.has(id) ? 0 : group.items)
      const section = { id, group, first, rows }
      first += rows
      return section
    })
  })
  const total = computed(() => {
    const last = sections.value.at(-1)
    return last ? last.first + last.rows : 0
  })

  const sectionAt = (index: number) =>
    sections.value.findLast((section) => section.first <= index && section.rows > 0)
  const placeAt = (index: number): Place | undefined => {
    const section = sectionAt(index)
    if (!section) return undefined
    const offset = index - section.first - (section.group ? 1 : 0)
    if (offset < 0 || index >= section.first + section.rows) return undefined
    const page = Math.floor(offset / pageSize)
    return { section, offset, page, key: `${page} ${section.id}` }
  }

  const load = async ({ key, page, section }: Place) => {
    asked.add(key)
    const wanted = stamp()
    try {
      const answer = await transfers.readPage(tab(), page * pageSize, pageSize, {
        search: view.search,
        group: section.group?.key,
      })
      if (isOver || wanted !== stamp()) return
      if (!section.group) flatTotal.value = answer.total
      pages.value.set(key, answer.rows)
      triggerRef(pages)
    } catch (thrown) {
      notices.showError(thrown)
    } finally {
      asked.delete(key)
    }
  }
  /** What the pages were read for: an answer for another view comes too late. */
  const stamp = () => `${tab()} ${groupBy.value} ${view.search}`
  const visiblePlaces = () => {
    const places = new Map<string, Place>()
    for (let index = visible.first; index <= Math.max(visible.first, visible.last); index++) {
      const place = placeAt(index)
      if (place) places.set(place.key, place)
    }
    if (!groups.value && places.size === 0) {
      const section = sections.value[0]!
      places.set('0 ', { section, offset: 0, page: 0, key: '0 ' })
    }
    return places
  }
  const show = (first: number, last: number) => {
    visible = { first, last }
    for (const [key, place] of visiblePlaces())
      if (!pages.value.has(key) && !asked.has(key)) void load(place)
  }
  const readGroups = async () => {
    const by = groupBy.value
    if (by === 'none') {
      groups.value = undefined
      return
    }
    const wanted = stamp()
    const answer = await transfers.readGroups(tab(), by, view.search)
    if (!isOver && wanted === stamp()) groups.value = answer
  }
  /** The pages in view are read again; the others when they come into view. */
  const reload = useThrottleFn(
    async () => {
      try {
        await readGroups()
      } catch (thrown) {
        return notices.showError(thrown)
      }
      const places = visiblePlaces()
      for (const key of pages.value.keys()) if (!places.has(key)) pages.value.delete(key)
      await Promise.all([...places.values()].map(load))
      transfers.forgetFinished()
    },
    reloadMilliseconds,
    true,
  )
  watch(
    stamp,
    () => {
      pages.value = new Map()
      groups.value = undefined
      flatTotal.value = 0
      void reload()
    },
    { immediate: true },
  )
  watch(
    () => transfers.totals.revision,
    () => void reload(),
  )
  watch(
    () => view.folded,
    () => show(visible.first, visible.last),
  )
  onScopeDispose(() => {
    isOver = true
  })

  const newest = (row: Transfer) => transfers.live.get(row.id) ?? row
  const rowAt = (index: number): Transfer | undefined => {
    const place = placeAt(index)
    const row = place && pages.value.get(place.key)?.[place.offset % pageSize]
    return row && newest(row)
  }
  const groupAt = (index: number): TransferGroup | undefined => {
    const section = sectionAt(index)
    return section?.first === index ? section.group : undefined
  }
  const loaded = (): Transfer[] => [...pages.value.values()].flatMap((rows) => rows.map(newest))
  return { total, rowAt, groupAt, loaded, show }
}
