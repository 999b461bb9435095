import type { KeyName } from './ui/keys.ts'

/**
 * Keys as two-pane file managers have had them since Norton Commander, in place of those of the
 * registry. An empty list: the action gives its key to another one.
 */
export const commanderKeys: Readonly<Record<string, readonly KeyName[]>> = {
  transfer: ['F5', 'Mod+Enter'],
  rename: ['F6'],
  'new-folder': ['F7'],
  delete: ['F8', 'Delete'],
  'quick-look': ['F3', 'Space'],
  search: ['Alt+F7'],
  'move-to': [],
  refresh: ['F2', 'Mod+R'],
  'switch-pane': ['Tab'],
  reconnect: [],
}

/** Tab moves between fields; it changes panes only from a list of files. */
export const isPaneKey = (key: KeyName): boolean => key === 'Tab'
