import type { MenuItemConstructorOptions } from 'electron'
import { Menu } from 'electron'
import { openExternalLink } from './externalLinks.ts'
import type { Say } from './texts.ts'

export type MenuActions = { openWindow: () => void }

/** The application menu in the order of each system. */
export function buildMenu(say: Say, actions: MenuActions, platform = process.platform): Menu {
  const isMac = platform === 'darwin'
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const newWindow: MenuItemConstructorOptions = {
    label: say('newWindow'),
    accelerator: 'CmdOrCtrl+Shift+N',
    click: actions.openWindow,
  }
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: say('file'),
      submenu: [newWindow, separator, isMac ? { role: 'close' } : { role: 'quit' }],
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
      ],
    },
    {
      label: say('window'),
      role: 'window',
      submenu: isMac
        ? [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'front' }]
        : [{ role: 'minimize' }],
    },
    {
      label: say('help'),
      role: 'help',
      submenu: [
        {
          label: say('ftpStandard'),
          click: () => void openExternalLink('https://www.rfc-editor.org/rfc/rfc959'),
        },
        ...(isMac
          ? []
          : [
              separator,
              { role: 'about', label: say('about') } satisfies MenuItemConstructorOptions,
            ]),
      ],
    },
  ]
  return Menu.buildFromTemplate(template)
}
