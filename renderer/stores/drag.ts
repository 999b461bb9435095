import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Cargo, DropPlan } from '../features/panes/dropPlan.ts'

/** Marks our own drags; what is dragged stays in this window. */
export const dragType = 'application/x-sampan-entries'

/** The drag under way, what the place under the pointer would do with it, and what was copied. */
export const useDrag = defineStore('drag', () => {
  const cargo = shallowRef<Cargo>()
  const plan = shallowRef<DropPlan>()
  const copied = shallowRef<Cargo>()

  const begin = (dragged: Cargo) => {
    cargo.value = dragged
    plan.value = undefined
  }
  const hover = (next: DropPlan | undefined) => {
    plan.value = next
  }
  const end = () => {
    cargo.value = undefined
    plan.value = undefined
  }
  const copy = (taken: Cargo) => {
    copied.value = taken
  }
  return { cargo, plan, copied, begin, hover, end, copy }
})
