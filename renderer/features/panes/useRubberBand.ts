import { shallowRef } from 'vue'
import type { Pane } from '../../stores/pane.ts'
import { chooseBand, emptySelection } from './selection.ts'
import type { Selection } from './selection.ts'

type Box = { left: string; top: string; width: string; height: string }
const startPixels = 4

/** Choosing rows by drawing a box over them. Near an edge the list scrolls. */
export function useRubberBand(pane: () => Pane, rowHeight: number, headerHeight: number) {
  const box = shallowRef<Box>()
  let endedAt = 0

  /** `row`: where it began on a row; a press without a movement is then a click on it. */
  const start = (event: PointerEvent, scroller: HTMLElement, row: number | null) => {
    const isAdding = event.ctrlKey || event.metaKey || event.shiftKey
    const before: Selection = isAdding
      ? pane().selection
      : { ...emptySelection, active: pane().selection.active }
    if (row === null && !isAdding) pane().select(before)
    const abort = new AbortController()
    const frame = scroller.getBoundingClientRect()
    const inside = (pointer: { clientX: number; clientY: number }) => ({
      x: pointer.clientX - frame.left,
      y: pointer.clientY - frame.top - headerHeight + scroller.scrollTop,
    })
    const from = inside(event)
    let last = { clientX: event.clientX, clientY: event.clientY }

    const draw = () => {
      const to = inside(last)
      if (!box.value && Math.hypot(to.x - from.x, to.y - from.y) < startPixels) return
      box.value = {
        left: `${Math.max(0, Math.min(from.x, to.x))}px`,
        top: `${Math.max(0, Math.min(from.y, to.y))}px`,
        width: `${Math.abs(to.x - from.x)}px`,
        height: `${Math.abs(to.y - from.y)}px`,
      }
      const { rows } = pane()
      pane().select(
        chooseBand(rows, before, Math.floor(from.y / rowHeight), Math.floor(to.y / rowHeight)),
      )
    }
    const scroll = () => {
      const above = frame.top + headerHeight - last.clientY
      const below = last.clientY - frame.bottom
      if (box.value && (above > 0 || below > 0)) {
        scroller.scrollTop += below > 0 ? Math.min(below, 40) : -Math.min(above, 40)
        draw()
      }
      if (!abort.signal.aborted) requestAnimationFrame(scroll)
    }
    const end = () => {
      abort.abort()
      if (box.value) endedAt = performance.now()
      box.value = undefined
    }
    document.addEventListener(
      'pointermove',
      (moved) => {
        last = { clientX: moved.clientX, clientY: moved.clientY }
        draw()
      },
      { signal: abort.signal },
    )
    document.addEventListener('pointerup', end, { signal: abort.signal })
    document.addEventListener('pointercancel', end, { signal: abort.signal })
    // A press on the row itself would start the browser's own drag of it.
    document.addEventListener('dragstart', (drag) => drag.preventDefault(), {
      signal: abort.signal,
      capture: true,
    })
    requestAnimationFrame(scroll)
  }
  /** The click that ends a band is no click on the row below it. */
  const justEnded = () => performance.now() - endedAt < 50

  return { box, start, justEnded }
}
