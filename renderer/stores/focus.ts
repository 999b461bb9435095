import { defineStore } from 'pinia'
import { onMounted, ref, shallowRef, watch } from 'vue'
import type { Side } from './pane.ts'

export type FocusPlace =
  | 'address'
  | 'password'
  | 'failure'
  | 'raw-command'
  | 'log-search'
  | 'dock'
  | `${Side}-list`
  | `${Side}-filter`
  | `${Side}-path`
  | `${Side}-tree`

/** Which pane the keyboard works on, and where an action wants the keyboard to go. */
export const useFocus = defineStore('focus', () => {
  const side = ref<Side>('local')
  const request = shallowRef<{ place: FocusPlace }>()

  const go = (place: FocusPlace) => {
    request.value = { place }
  }
  const done = () => {
    request.value = undefined
  }
  return { side, request, go, done }
})

/** In a component: takes the keyboard when an action asks for this place. */
export function useFocusPlace(place: () => FocusPlace, take: () => void): void {
  const focus = useFocus()
  const check = () => {
    if (focus.request?.place !== place()) return
    focus.done()
    take()
  }
  watch(() => focus.request, check, { flush: 'post' })
  onMounted(check)
}
