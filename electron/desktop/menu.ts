import type { WebContents } from 'electron'
import { app, BrowserWindow, Menu } from 'electron'
import type { MenuPlan } from '../contract/shell.ts'
import { openExternalLink } from './externalLinks.ts'
import { actionsOf, menuTemplate, structureOf } from './menuTemplate.ts'
import type { Say } from './texts.ts'

type Offer = { plan: MenuPlan; choose: (id: string) => void }

export type MenuBar = {
  /** What a window's page offers now. */
  offer(contents: WebContents, offer: Offer): void
  forget(contents: WebContents): void
  /** A window came to the front: its actions count. */
  turnTo(contents: WebContents): void
  /** The language has changed. */
  rebuild(): void
}

/** The one menu of the application, which follows the window in front. */
export function createMenuBar(say: () => Say, openWindow: () => void): MenuBar {
  const offers = new Map<WebContents, Offer>()
  let front: WebContents | undefined
  let built = ''

  const current = () => (front ? offers.get(front) : undefined)
  const build = () => {
    const plan = current()?.plan ?? []
    built = structureOf(plan)
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          say: say(),
          platform: process.platform,
          isPackaged: app.isPackaged,
          plan,
          choose(id) {
            current()?.choose(id)
            // A check box has switched itself; what the page says counts.
            showStates(current()?.plan ?? [])
          },
          openWindow,
          openStandard: () => void openExternalLink('https://www.rfc-editor.org/rfc/rfc959'),
        }),
      ),
    )
  }
  const show = () => {
    const plan = current()?.plan ?? []
    if (structureOf(plan) === built) showStates(plan)
    else build()
  }
  const turnTo = (contents: WebContents) => {
    front = contents
    show()
  }

  return {
    offer(contents, offer) {
      offers.set(contents, offer)
      const isInFront =
        front === undefined || BrowserWindow.getFocusedWindow()?.webContents === contents
      if (isInFront) turnTo(contents)
      else if (front === contents) show()
    },
    forget(contents) {
      offers.delete(contents)
      if (front !== contents) return
      front = undefined
      show()
    },
    turnTo,
    rebuild: build,
  }
}

function showStates(plan: MenuPlan) {
  const menu = Menu.getApplicationMenu()
  for (const { id, isEnabled, isOn } of actionsOf(plan)) {
    const item = menu?.getMenuItemById(id)
    if (!item) continue
    item.enabled = isEnabled
    if (isOn !== undefined) item.checked = isOn
  }
}
