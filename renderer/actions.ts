import { defineStore } from 'pinia'
import type { Action } from './action.ts'
import { useBridge } from './bridge.ts'
import { commanderKeys, isPaneKey } from './commanderKeys.ts'
import { compareActions } from './features/compare/compareActions.ts'
import { connectionActions } from './features/connection/connectionActions.ts'
import { editActions } from './features/editor/editActions.ts'
import { fileOperationActions } from './features/fileOperations/fileOperationActions.ts'
import { paneActions } from './features/panes/paneActionList.ts'
import { transferActions } from './features/transfers/transferActions.ts'
import { shellActions } from './features/window/shellActions.ts'
import { siteActions } from './features/sites/siteActions.ts'
import { useSiteManager } from './features/sites/siteManager.ts'
import { windowActions } from './features/window/windowActions.ts'
import { t } from './i18n.ts'
import { useApp } from './stores/app.ts'
import { useSettings } from './stores/settings.ts'
import { isKey, isTextField, keyLabel } from './ui/keys.ts'
import type { MenuItem } from './ui/menu.ts'

/** The one registry. Each feature adds its own list. */
export const useActions = defineStore('actions', () => {
  const app = useApp()
  const bridge = useBridge()
  const sites = useSiteManager()
  const settings = useSettings()
  const list: readonly Action[] = [
    ...paneActions(),
    ...fileOperationActions(),
    ...editActions(),
    ...compareActions(),
    ...transferActions(),
    ...connectionActions(),
    ...siteActions(),
    ...shellActions(),
    ...windowActions(),
  ]
  const byId = new Map(list.map((action) => [action.id, action]))

  const find = (id: string): Action => {
    const action = byId.get(id)
    if (!action) throw new Error(`There is no action ${id}`)
    return action
  }
  /** The site manager lies over the panes: nothing happens in them unseen. */
  const isCovered = ({ group }: Action) => sites.isOpen && (group === 'go' || group === 'files')
  const isEnabled = (action: Action) => !isCovered(action) && (action.isEnabled?.() ?? true)
  const run = (id: string) => {
    const action = find(id)
    if (isEnabled(action)) action.run()
  }
  const keysOf = (action: Action) => {
    if (settings.settings.keyProfile === 'commander') {
      const keys = commanderKeys[action.id]
      if (keys) return keys
    }
    const { keys = [], browserKeys = [] } = action
    return bridge.host.kind === 'web' ? [...browserKeys, ...keys] : [...keys, ...browserKeys]
  }
  const keyOf = (action: Action) => keysOf(action)[0]
  /** A dialog or a menu is open: keys and the native menu wait until it is closed. */
  const isBlocked = () =>
    document.querySelector('[role=dialog], [role=alertdialog], .menu') !== null
  /** The key to print beside an action; empty if it has none. */
  const keyText = (id: string) => {
    const key = keyOf(find(id))
    return key === undefined ? '' : keyLabel(key, app.isMac)
  }

  const allKeyTexts = (action: Action) => keysOf(action).map((key) => keyLabel(key, app.isMac))

  /** Runs what a key stands for; true if it stood for something. */
  const press = (event: KeyboardEvent): boolean => {
    const { target } = event
    // On a Mac, Option with a letter types a character.
    if (app.isMac && event.altKey && !event.metaKey && !event.ctrlKey && isTextField(target))
      return false
    // Enter on a button presses the button; only the list itself, or nothing, means the files.
    const isPane =
      !sites.isOpen &&
      (target === document.body || (target instanceof Element && target.matches('[role=grid]')))
    const action = list.find((candidate) =>
      keysOf(candidate).some(
        (key) =>
          (isPane || (candidate.scope === 'window' && !isPaneKey(key))) &&
          isKey(key, event, app.isMac),
      ),
    )
    if (!action) return false
    // The browser would scroll the list by a page, away from what is chosen.
    if (!isEnabled(action)) return isPane && event.key === ' '
    action.run()
    return true
  }

  const menuItem = (id: string): MenuItem => {
    const action = find(id)
    return {
      kind: 'item',
      label: t(action.label, action.labelValues),
      run: () => action.run(),
      keyText: keyText(id),
      disabled: !isEnabled(action),
      testId: `menu-${id}`,
      ...(action.icon ? { icon: action.icon } : {}),
      ...(action.isDanger ? { isDanger: true } : {}),
      ...(action.isOn ? { isChecked: action.isOn() } : {}),
    }
  }
  /** A menu from ids; `-` is a separator. */
  const menu = (ids: readonly string[]): MenuItem[] =>
    ids.map((id) => (id === '-' ? { kind: 'separator' } : menuItem(id)))

  return { list, find, run, isEnabled, isBlocked, keyOf, keyText, allKeyTexts, press, menu }
})
