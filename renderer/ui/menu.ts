import type { Component } from 'vue'

/** One line of a menu. */
export type MenuItem =
  | { kind: 'separator' }
  | { kind: 'title'; label: string }
  | {
      kind: 'item'
      label: string
      run(): void
      icon?: Component
      keyText?: string
      disabled?: boolean
      isDanger?: boolean
      /** Set: the line is a choice that is on or off. */
      isChecked?: boolean
      testId?: string
    }
