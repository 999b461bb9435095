import type { MenuAction, MenuEntry, MenuPlan } from '../../../electron/contract/shell.ts'
import type { Action } from '../../action.ts'

export type Wording = {
  label(action: Action): string
  group(group: Action['group']): string
  tabs(): string
  keyOf(action: Action): string | undefined
  isEnabled(action: Action): boolean
}

const places: readonly Action['group'][] = ['files', 'go', 'transfers', 'connection', 'window']
/** Nine of a kind would bury the others. */
const isTabChoice = ({ id }: Action) => /^tab-\d$/.test(id)

/** Every action of the registry in the menu of its group: the native menu knows no others. */
export function menuPlan(list: readonly Action[], words: Wording): MenuPlan {
  return places.map((place) => {
    const own = list.filter((action) => action.group === place)
    const entries: MenuEntry[] = own
      .filter((action) => !isTabChoice(action))
      .map((action) => menuAction(action, words))
    const tabs = own.filter(isTabChoice).map((action) => menuAction(action, words))
    if (tabs.length > 0) entries.push({ kind: 'submenu', label: words.tabs(), entries: tabs })
    return { place, label: words.group(place), entries }
  })
}

function menuAction(action: Action, words: Wording): MenuAction {
  const key = words.keyOf(action)
  return {
    kind: 'action',
    id: action.id,
    label: words.label(action),
    ...(key === undefined ? {} : { key }),
    isEverywhere: action.scope === 'window',
    isEnabled: words.isEnabled(action),
    ...(action.isOn ? { isOn: action.isOn() } : {}),
  }
}
