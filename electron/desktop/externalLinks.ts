import { shell } from 'electron'

/** Pages that the window may open in the browser: what explains itself, and this project's own. */
const allowed = [
  /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d{1,5}(?:\.html)?(?:#[a-z0-9.-]{1,40})?$/,
  /^https:\/\/datatracker\.ietf\.org\/doc\/html\/rfc\d{1,5}(?:#[a-z0-9.-]{1,40})?$/,
]

export const isAllowedLink = (url: string): boolean => allowed.some((link) => link.test(url))

/** Opens a link of the fixed list; anything else, above all text of a server, does nothing. */
export async function openExternalLink(url: string): Promise<void> {
  if (isAllowedLink(url)) await shell.openExternal(url)
}
