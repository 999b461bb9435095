import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Side } from './pane.ts'

export type PaneDialog =
  | { kind: 'bookmark'; side: Side }
  | { kind: 'bookmarks' }
  | { kind: 'filters'; side: Side }
  | { kind: 'columns'; side: Side }

/** Which dialog about a pane's view is open. */
export const usePaneDialogs = defineStore('paneDialogs', () => {
  const dialog = shallowRef<PaneDialog>()
  const show = (next: PaneDialog) => {
    dialog.value = next
  }
  const close = () => {
    dialog.value = undefined
  }
  return { dialog, show, close }
})
