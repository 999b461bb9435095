import type { MenuItemConstructorOptions as Item } from 'electron'
import type { MenuAction, MenuEntry, MenuPlan } from '../contract/shell.ts'
import type { Say } from './texts.ts'

export type MenuContext = {
  say: Say
  platform: NodeJS.Platform
  isPackaged: boolean
  /** What the window in front offers; empty while there is none. */
  plan: MenuPlan
  choose(id: string): void
  openWindow(): void
  openStandard(): void
}

const separator: Item = { type: 'separator' }
/** Actions with a place of their own, and on a Mac those that belong into the application's menu. */
const placed = ['new-window', 'quit']
const inAppMenu = ['about', 'settings']

/** The application menu in the order of each system. */
export function menuTemplate(context: MenuContext): Item[] {
  const { say, platform, isPackaged, plan } = context
  const isMac = platform === 'darwin'
  const planned = (place: MenuPlan[number]['place']) => {
    const part = plan.find((one) => one.place === place)
    const elsewhere = isMac ? [...placed, ...inAppMenu] : placed
    const entries = part?.entries.filter(
      (entry) => !(entry.kind === 'action' && elsewhere.includes(entry.id)),
    )
    return { label: part?.label ?? '', items: itemsOf(entries ?? [], context) }
  }
  const own = (id: string): Item[] => {
    const entries = plan.flatMap((part) => part.entries)
    const action = entries.find((entry) => entry.kind === 'action' && entry.id === id)
    return action ? itemsOf([action], context) : []
  }
  const menu = (place: 'go' | 'transfers' | 'connection'): Item[] => {
    const { label, items } = planned(place)
    return items.length > 0 ? [{ label, submenu: items }] : []
  }
  const windowPart = planned('window')
  const windowItems: Item[] = [
    ...(isMac ? [{ role: 'minimize' } as const, { role: 'zoom' } as const, separator] : []),
    ...windowPart.items,
    ...(isMac ? [separator, { role: 'front' } as const] : []),
  ]
  const newWindow: Item = {
    label: say('newWindow'),
    accelerator: 'CmdOrCtrl+Alt+N',
    click: () => context.openWindow(),
  }

  return [
    ...(isMac ? [{ role: 'appMenu', submenu: appMenu(own) } satisfies Item] : []),
    {
      label: say('file'),
      submenu: [
        newWindow,
        separator,
        ...planned('files').items,
        separator,
        // Cmd+W closes a tab, which is the page's business.
        isMac ? { role: 'close', accelerator: 'Shift+Cmd+W' } : { role: 'quit' },
      ],
    },
    {
      label: say('edit'),
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: say('view'),
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } satisfies Item]),
      ],
    },
    ...menu('go'),
    ...menu('transfers'),
    ...menu('connection'),
    ...(windowItems.length > 0
      ? [
          {
            label: say('window'),
            submenu: windowItems,
            ...(isMac ? { role: 'window' } : {}),
          } as Item,
        ]
      : []),
    {
      label: say('help'),
      role: 'help',
      submenu: [{ label: say('ftpStandard'), click: () => context.openStandard() }],
    },
  ]
}

function appMenu(own: (id: string) => Item[]): Item[] {
  return [
    ...own('about'),
    separator,
    ...own('settings'),
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ]
}

function itemsOf(entries: MenuEntry[], context: MenuContext): Item[] {
  return entries.map((entry): Item => {
    if (entry.kind === 'separator') return separator
    if (entry.kind === 'action') return itemOf(entry, context)
    return { label: plain(entry.label), submenu: itemsOf(entry.entries, context) }
  })
}

function itemOf(action: MenuAction, { platform, choose }: MenuContext): Item {
  const { id, label, key, isEverywhere, isEnabled, isOn } = action
  // On a Mac every key in the menu is taken from the page, so those that mean something else in
  // a text field (Cmd+C, Backspace) stay out of it. Elsewhere the menu only shows keys.
  const hasKey = key !== undefined && (isEverywhere || platform !== 'darwin')
  return {
    id,
    label: plain(label),
    enabled: isEnabled,
    ...(hasKey ? { accelerator: acceleratorOf(key), registerAccelerator: false } : {}),
    ...(isOn === undefined ? {} : { type: 'checkbox', checked: isOn }),
    click: () => choose(id),
  }
}

/** An ampersand would underline the letter after it. */
const plain = (label: string) => label.replaceAll('&', '&&')

/** `Mod+Shift++` as Electron writes it: `CmdOrCtrl+Shift+Plus`. */
export function acceleratorOf(key: string): string {
  const parts = key.split('+')
  const last = parts.pop() || 'Plus'
  return [...parts.filter(Boolean), last].map((part) => names[part] ?? part).join('+')
}
const names: Record<string, string> = { Mod: 'CmdOrCtrl', Enter: 'Return' }

/** What stays the same while items only switch on and off: then the menu need not be built anew. */
export function structureOf(plan: MenuPlan): string {
  return JSON.stringify(plan, (name, value: unknown) =>
    name === 'isEnabled' || name === 'isOn' ? typeof value : value,
  )
}

export const actionsOf = (plan: MenuPlan): MenuAction[] =>
  plan
    .flatMap(({ entries }) => entries)
    .flatMap((entry) =>
      entry.kind === 'action' ? [entry] : entry.kind === 'submenu' ? entry.entries : [],
    )
