import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Entry } from '../../../electron/contract/files.ts'
import type { Pane } from '../../stores/pane.ts'

/** What a dialog works on: entries of a pane's folder as they were when it was opened. */
export type Subject = { pane: Pane; folder: string; entries: readonly Entry[] }

/** A dialog about files; one at a time. */
export type FileDialog =
  | { kind: 'new-folder' | 'new-file'; pane: Pane }
  | ({ kind: 'delete' } & Subject)
  | ({ kind: 'move' | 'copy' } & Subject)
  | ({ kind: 'permissions' } & Subject)
  | ({ kind: 'times' } & Subject)
  | ({ kind: 'batch-rename' } & Subject)
  | ({ kind: 'properties' } & Subject)
  | { kind: 'search'; pane: Pane }

export const useFileDialogs = defineStore('fileDialogs', () => {
  const dialog = shallowRef<FileDialog>()
  const show = (wanted: FileDialog) => {
    dialog.value = wanted
  }
  const close = () => {
    dialog.value = undefined
  }
  return { dialog, show, close }
})
