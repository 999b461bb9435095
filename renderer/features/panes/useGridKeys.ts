import type { Pane } from '../../stores/pane.ts'
import { useFocus } from '../../stores/focus.ts'
import { choose, findTyped, indexOfName, moveTo } from './selection.ts'

/** Letters typed within this time belong together. */
const typeAheadMilliseconds = 900

/** Arrows, Home, End, pages, Space and typing in a list of files. The rest are actions. */
export function useGridKeys(
  pane: () => Pane,
  show: (index: number) => void,
  pageSize: () => number,
) {
  const focus = useFocus()
  let typed = ''
  let typedAt = 0

  const go = (index: number, event: KeyboardEvent) => {
    const { rows, selection } = pane()
    const next = Math.min(Math.max(0, index), rows.length - 1)
    if (next < 0) return
    const isQuiet = (event.ctrlKey || event.metaKey) && !event.shiftKey
    pane().select(
      isQuiet
        ? moveTo(rows, selection, next)
        : choose(rows, selection, next, { range: event.shiftKey }),
    )
    show(next)
  }

  const typeAhead = (event: KeyboardEvent, current: number): boolean => {
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
    const isContinued = typed !== '' && event.timeStamp - typedAt < typeAheadMilliseconds
    if (!isLetter || (event.key === ' ' && !isContinued)) return false
    const repeats = isContinued && [...typed].every((letter) => letter === event.key)
    typed = isContinued ? typed + event.key : event.key
    typedAt = event.timeStamp
    // One letter again and again walks through the names that begin with it.
    const wanted = repeats ? event.key : typed
    const start = current + (typed.length === 1 || repeats ? 1 : 0)
    const index = findTyped(pane().rows, wanted, Math.max(0, start))
    if (index !== -1) go(index, event)
    return true
  }

  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    // Whatever else is pressed ends the word that was being typed.
    const isModifier = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)
    if (!isModifier && (event.key.length > 1 || event.ctrlKey || event.metaKey)) typed = ''
    const { rows, selection, side } = pane()
    const current = indexOfName(rows, selection.active)
    const hasAlt = event.altKey
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current === -1 ? rows.length - 1 : current - 1,
      PageDown: current + pageSize(),
      PageUp: current - pageSize(),
      Home: 0,
      End: rows.length - 1,
    }
    const step = steps[event.key]
    if (step !== undefined && !hasAlt) {
      // Cmd+Up goes to the parent folder on a Mac.
      if (event.metaKey && event.key.startsWith('Arrow')) return
      go(step, event)
    } else if (event.key === 'Tab' && !event.ctrlKey && event.shiftKey === (side === 'remote'))
      focus.go(side === 'local' ? 'remote-list' : 'local-list')
    // Alone it looks into the file: an action.
    else if (event.key === ' ' && event.ctrlKey && current !== -1)
      pane().select(choose(rows, selection, current, { toggle: true }))
    else if (
      event.key === 'Escape' &&
      selection.names.size > 0 &&
      pane().status.state !== 'loading'
    )
      pane().select({ ...selection, names: new Set() })
    else if (!typeAhead(event, current)) return
    event.preventDefault()
  }

  return { press }
}
