import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AppInfo } from '../contract/app.ts'
import { ConnectionSettings } from '../contract/sessions.ts'
import { AddressError, formatUrl, parseLink } from '../engine/sites/address.ts'

export type Link = Pick<NonNullable<AppInfo['openAtStart']>, 'title' | 'settings'>

export type Launch = {
  /** Links to open after the user agreed. */
  links: Link[]
  /** How many looked like links and were refused. */
  refusedLinks: number
  /** Exports of sites to look at: whole paths. */
  files: string[]
  practice: boolean
  dataFolder?: string
  roots: string[]
}

const looksLikeLink = (arg: string) =>
  /^[a-z][a-z0-9+.-]*:/i.test(arg) && !/^[a-z]:[\\/]/i.test(arg)
const looksLikeExport = (arg: string) => /^[^-].*\.sampan$/i.test(arg)

/**
 * Reads a command line. The system starts Sampan with a link that a stranger wrote, or with a file
 * that a stranger named, so a command line with one of these has no options: nothing in it can
 * choose folders or switch anything on. Files are named from `folder`.
 */
export function readLaunch(args: string[], folder = process.cwd()): Launch {
  const files = args.filter((arg) => looksLikeExport(arg) && !looksLikeLink(arg))
  const found = args.filter(looksLikeLink).map(readLink)
  if (found.length + files.length > 0) {
    const links = found.filter((link) => link !== undefined)
    const refusedLinks = found.length - links.length
    const paths = files.map((file) => resolve(folder, file))
    return { links, refusedLinks, files: paths, practice: false, roots: [] }
  }
  const end = args.indexOf('--')
  // Chromium's own switches pass through here as well, so unknown options are no error.
  const { values } = parseArgs({
    args: end === -1 ? args : args.slice(0, end),
    strict: false,
    options: {
      practice: { type: 'boolean' },
      data: { type: 'string' },
      root: { type: 'string', multiple: true },
    },
  })
  const { practice, data, root } = values
  return {
    links: [],
    refusedLinks: 0,
    files: [],
    practice: practice === true,
    ...(typeof data === 'string' ? { dataFolder: data } : {}),
    roots: (Array.isArray(root) ? root : []).filter((folder) => typeof folder === 'string'),
  }
}

/** Host, port, user and folder of a link; undefined for anything that is not exactly one. */
export function readLink(text: string): Link | undefined {
  try {
    const { path, ...address } = parseLink(text)
    const remoteFolder = path?.slice(0, path.lastIndexOf('/') + 1)
    const settings = ConnectionSettings.parse({
      port: address.encryption === 'implicit' ? 990 : 21,
      ...address,
      ...(remoteFolder ? { remoteFolder } : {}),
    })
    return { title: formatUrl(address).replace(/^\w+:\/\//, ''), settings }
  } catch (error) {
    if (error instanceof AddressError || (error as Error).name === 'ZodError') return undefined
    throw error
  }
}
