import { ImportError } from './importedSite.ts'
import type { ImportResult } from './importedSite.ts'
import { createSiteCollector } from './siteCollector.ts'
import { linesOf, takeUrl } from './urls.ts'

/**
 * Reads the bookmarks of lftp: `name<blank>url`, one a line. Passwords are in them only if lftp was
 * told to save them. Throws ImportError if no line has that form.
 */
export function readLftp(text: string): ImportResult {
  const collector = createSiteCollector()
  for (const line of linesOf(text)) {
    const match = /^(\S+)\s+(\S.*)$/.exec(line)
    const name = match?.[1] ?? line
    const url = match?.[2] ?? ''
    if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(url)) takeUrl(url, name, collector)
    else if (match)
      collector.refuse(
        { name, folder: [] },
        'entry-unreadable',
        'The bookmark is a command rather than an address.',
      )
    else throw new ImportError('This is not a list of bookmarks of lftp.')
  }
  return collector.result
}
