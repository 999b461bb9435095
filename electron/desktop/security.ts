import type { App, Session, WebContents } from 'electron'
import { appOrigin, startPage } from './channel.ts'
import { openExternalLink } from './externalLinks.ts'

/**
 * Rules of Electron's security checklist that are code: permissions (5), content from elsewhere
 * (1), webviews (11, 12), navigation (13), new windows (14) and external links (15).
 */
export function guardSession(session: Session): void {
  const isAllowed = (permission: string, origin: string | undefined) =>
    // The only thing the page asks for: to put text that the user copies on the clipboard.
    permission === 'clipboard-sanitized-write' &&
    (origin === appOrigin || origin === `${appOrigin}/`)
  session.setPermissionCheckHandler((_contents, permission, origin) =>
    isAllowed(permission, origin),
  )
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isAllowed(permission, originOf(contents))),
  )
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isOwnContent(details.url) }),
  )
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event, item) => {
    if (!isOwnBlob(item.getURL())) event.preventDefault()
  })
}

/** Guards every page that comes into being, also one that nobody thought of. */
export function guardContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isStartPage(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!isStartPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      void openExternalLink(url)
      return { action: 'deny' }
    })
  })
}

/** The page itself, pictures that it made, and the developer tools; never the network. */
export function isOwnContent(url: string): boolean {
  return (
    url.startsWith(`${appOrigin}/`) ||
    isOwnBlob(url) ||
    url.startsWith('data:image/') ||
    url.startsWith('devtools://')
  )
}

/** What the page itself made, such as an export that the user saves. */
const isOwnBlob = (url: string) => url.startsWith(`blob:${appOrigin}/`)

/** A reload is a navigation to the same page. */
const isStartPage = (url: string) => url.replace(/#.*$/s, '') === startPage

const originOf = (contents: WebContents) => contents.mainFrame.origin
