import { ref } from 'vue'
import { useNotices } from '../../stores/notices.ts'
import { useSites } from '../../stores/sites.ts'
import { useSiteManager } from './siteManager.ts'
import { dropPlace } from './treeRows.ts'
import type { TreeRow } from './treeRows.ts'

const dragType = 'application/x-sampan-sites'
/** Milliseconds over a closed folder until it opens. */
const springDelay = 700

/** Sites and folders dragged to another place or folder of the tree. */
export function useTreeDrag() {
  const manager = useSiteManager()
  const sites = useSites()
  const notices = useNotices()
  const dragged = ref<readonly string[]>([])
  const target = ref<{ id: string; shows: 'before' | 'after' | 'into' }>()
  let place: { parentId: string | null; before: string | null } | undefined
  let spring: ReturnType<typeof setTimeout> | undefined
  let springId: string | undefined

  const stopSpring = () => {
    clearTimeout(spring)
    springId = undefined
  }
  const end = () => {
    stopSpring()
    dragged.value = []
    target.value = undefined
    place = undefined
  }
  const accept = (event: DragEvent) => {
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'move'
  }

  return {
    end,
    markOf: (id: string) => (target.value?.id === id ? target.value.shows : undefined),
    start(row: TreeRow, event: DragEvent) {
      // A list of search results has no order of its own.
      if (manager.search.trim() !== '') return event.preventDefault()
      const ids = manager.selected.includes(row.id) ? manager.selected : [row.id]
      dragged.value = ids
      event.dataTransfer?.setData(dragType, JSON.stringify(ids))
      if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move'
    },
    over(index: number, event: DragEvent) {
      const row = manager.rows[index]
      if (dragged.value.length === 0 || !row) return
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
      const at = (event.clientY - box.top) / box.height
      const { shows, ...to } = dropPlace(manager.rows, index, at)
      if (dragged.value.includes(row.id)) {
        target.value = undefined
        place = undefined
        return stopSpring()
      }
      accept(event)
      target.value = { id: row.id, shows }
      place = to
      if (shows !== 'into' || (row.kind === 'folder' && row.isOpen)) return stopSpring()
      if (springId === row.id) return
      stopSpring()
      springId = row.id
      spring = setTimeout(() => manager.toggle(row.id, true), springDelay)
    },
    /** Below the last line: to the end of the top level. */
    overEnd(event: DragEvent) {
      if (dragged.value.length === 0) return
      accept(event)
      stopSpring()
      target.value = undefined
      place = { parentId: null, before: null }
    },
    leave(event: DragEvent) {
      const { currentTarget, relatedTarget } = event
      if (relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget)) return
      stopSpring()
      target.value = undefined
      place = undefined
    },
    drop(event: DragEvent) {
      if (dragged.value.length === 0) return
      event.preventDefault()
      event.stopPropagation()
      const ids = [...dragged.value]
      const to = place
      end()
      if (to) sites.move(ids, to.parentId, to.before).catch(notices.showError)
    },
  }
}
