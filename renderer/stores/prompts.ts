import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Pane } from './pane.ts'

/** A decision that this window asks for before it calls the engine. */
export type Prompt =
  | { kind: 'new-folder'; pane: Pane }
  | { kind: 'delete'; pane: Pane; names: string[]; hasFolders: boolean }

export const usePrompts = defineStore('prompts', () => {
  const prompt = shallowRef<Prompt>()
  const ask = (asked: Prompt) => {
    prompt.value = asked
  }
  const close = () => {
    prompt.value = undefined
  }
  return { prompt, ask, close }
})
