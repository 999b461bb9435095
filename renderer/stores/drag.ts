import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Cargo, DropPlan, Refusal } from '../features/panes/dropPlan.ts'

/** Marks our own drags; what is dragged stays in this window. */
export const dragType = 'application/x-sampan-entries'

/** The drag under way, what the place under the pointer would do with it, and what was copied. */
export const useDrag = defineStore('drag', () => {
  const cargo = shallowRef<Cargo>()
  const plan = shallowRef<DropPlan>()
  const copied = shallowRef<Cargo & { isCut: boolean }>()
  /** Place that made the plan: entering the next one is told before leaving the last one. */
  let planner: symbol | undefined
  let refusal: Refusal | undefined

  const begin = (dragged: Cargo) => {
    cargo.value = dragged
    plan.value = undefined
  }
  const hover = (next: DropPlan, by: symbol) => {
    plan.value = next
    planner = by
    refusal = next.verb === 'refuse' ? next.reason : undefined
  }
  /** `isElsewhere`: the pointer went on to another part of the window. */
  const leave = (by: symbol, isElsewhere: boolean) => {
    if (planner !== by) return
    plan.value = undefined
    if (isElsewhere) refusal = undefined
  }
  /** Ends the drag; gives the reason if it was let go where it could not be dropped. */
  const end = (): Refusal | undefined => {
    const reason = refusal
    cargo.value = undefined
    plan.value = undefined
    refusal = undefined
    return reason
  }
  const copy = (taken: Cargo, isCut = false) => {
    copied.value = { ...taken, isCut }
  }
  const forget = () => {
    copied.value = undefined
  }
  return { cargo, plan, copied, begin, hover, leave, end, copy, forget }
})
