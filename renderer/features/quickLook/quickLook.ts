import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Pane } from '../../stores/pane.ts'

/** The pane whose active entry is being looked at. */
export const useQuickLook = defineStore('quickLook', () => {
  const pane = shallowRef<Pane>()
  const show = (wanted: Pane) => {
    pane.value = wanted
  }
  const close = () => {
    pane.value = undefined
  }
  return { pane, show, close }
})
