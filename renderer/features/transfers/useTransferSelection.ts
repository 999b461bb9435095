import { computed, ref, shallowRef } from 'vue'
import type { Transfer } from '../../../electron/contract/transfers.ts'
import type { TransferChoice } from '../../stores/transfers.ts'

/** Which rows of a transfer list are chosen. `all` means all of the list, seen or not. */
export function useTransferSelection(
  rowAt: (index: number) => Transfer | undefined,
  loaded: () => Transfer[],
  total: () => number,
  /** The ids of all rows of a search; undefined: the list shows all there are. */
  matching: () => Promise<string[]> | undefined,
) {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  const isAll = ref(false)
  const active = ref(0)
  let anchor = 0

  const idAt = (index: number) => rowAt(index)?.id
  const range = (from: number, to: number) => {
    const chosen = new Set<string>()
    for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
      const id = idAt(index)
      if (id !== undefined) chosen.add(id)
    }
    return chosen
  }
  const choose = (index: number, isRange: boolean, isToggle: boolean) => {
    isAll.value = false
    active.value = index
    const id = idAt(index)
    if (isRange) ids.value = range(anchor, index)
    else if (id !== undefined) {
      const next = new Set(isToggle ? ids.value : [])
      if (!(isToggle && next.delete(id))) next.add(id)
      ids.value = next
      anchor = index
    }
  }
  const isChosen = (index: number) => {
    const id = idAt(index)
    return isAll.value || (id !== undefined && ids.value.has(id))
  }
  /** What a search does not show is not meant. */
  const chooseAll = () => {
    const found = matching()
    if (found) void found.then((all) => (ids.value = new Set(all)))
    else isAll.value = true
  }
  const isPlain = (event: MouseEvent) => !(event.shiftKey || event.ctrlKey || event.metaKey)
  /** Rows that are chosen already may be about to be dragged: a click tells. */
  const point = (event: PointerEvent, index: number) => {
    if (event.button !== 0 || (isPlain(event) && isChosen(index))) return
    choose(index, event.shiftKey, event.ctrlKey || event.metaKey)
  }
  const click = (event: MouseEvent, index: number) => {
    if (event.button === 0 && isPlain(event)) choose(index, false, false)
  }
  const pointMenu = (index: number) => {
    if (!isChosen(index)) choose(index, false, false)
  }

  /** Keys of a list; true if this was one. */
  const press = (event: KeyboardEvent): boolean => {
    const last = total() - 1
    const steps: Record<string, number> = {
      ArrowDown: active.value + 1,
      ArrowUp: active.value - 1,
      PageDown: active.value + 10,
      PageUp: active.value - 10,
      Home: 0,
      End: last,
    }
    const step = steps[event.key]
    if (step !== undefined) choose(Math.min(Math.max(0, step), last), event.shiftKey, false)
    else if (event.key === ' ') choose(active.value, false, true)
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) chooseAll()
    else return false
    return true
  }

  const chosen = computed<Transfer[]>(() =>
    loaded().filter((row) => isAll.value || ids.value.has(row.id)),
  )
  const choice = computed<TransferChoice>(() => (isAll.value ? 'all' : [...ids.value]))

  return { active, chosen, choice, isChosen, point, click, pointMenu, press }
}
