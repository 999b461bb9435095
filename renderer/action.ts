import type { Component } from 'vue'
import type { MessageKey, MessageValues } from './i18n.ts'
import type { KeyName } from './ui/keys.ts'

/** Something the user can do, wherever it is offered: menus, palette, keys and buttons. */
export type Action = {
  id: string
  label: MessageKey
  labelValues?: MessageValues
  group: 'files' | 'go' | 'transfers' | 'connection' | 'window'
  icon?: Component
  keys?: readonly KeyName[]
  /** Keys that a browser leaves to the page, where it keeps the usual ones for itself. */
  browserKeys?: readonly KeyName[]
  /** `pane`: its keys work while no text field has the keyboard. */
  scope: 'window' | 'pane'
  isEnabled?: () => boolean
  /** For actions that switch something: whether it is on. */
  isOn?: () => boolean
  isDanger?: boolean
  /** Too small for the palette. */
  isUnlisted?: boolean
  run(): void
}
