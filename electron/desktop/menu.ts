import type { MenuItemConstructorOptions as Item } from 'electron'
import { app, Menu } from 'electron'
import { openExternalLink } from './externalLinks.ts'
import type { Say } from './texts.ts'

export type MenuActions = { openWindow: () => void }

/** The application menu in the order of each system. */
export function buildMenu(say: Say, actions: MenuActions, platform = process.platform): Menu {
  const isMac = platform === 'darwin'
  const separator: Item = { type: 'separator' }
  const newWindow: Item = {
    label: say('newWindow'),
    accelerator: 'CmdOrCtrl+Alt+N',
    click: actions.openWindow,
  }
  const template: Item[] = [
    ...(isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    {
      label: say('file'),
      submenu: [
        newWindow,
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
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } satisfies Item]),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu', label: say('window') } satisfies Item] : []),
    {
      label: say('help'),
      role: 'help',
      submenu: [
        {
          label: say('ftpStandard'),
          click: () => void openExternalLink('https://www.rfc-editor.org/rfc/rfc959'),
        },
        ...(isMac ? [] : [separator, { role: 'about', label: say('about') } satisfies Item]),
      ],
    },
  ]
  return Menu.buildFromTemplate(template)
}
