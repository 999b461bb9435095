import iconv from 'iconv-lite'
import { AddressError, parseHost } from '../address.ts'
import type { ImportedSite, ImportResult, NotTaken, NotTakenCode } from './importedSite.ts'

/** Gathers what an importer finds, and applies the rules that are the same for all of them. */
export type SiteCollector = {
  result: ImportResult
  /** Takes a site if it can be used, or tells why not. */
  take(site: ImportedSite): void
  refuse(entry: Entry, code: NotTakenCode, reason: string, detail?: string): void
  /** The site comes, without its password. */
  withoutPassword(entry: Entry, code: NotTakenCode, reason: string): void
  /** The site comes, without this setting. */
  withoutSetting(entry: Entry, setting: string, reason: string): void
  /** The site speaks another protocol. */
  otherProtocol(entry: Entry, protocol: string): void
}

/** Where an entry is in the other client. */
export type Entry = { name: string; folder: string[] }

/** A control connection is lines: CR, LF or NUL in a value would end the command (RFC 959, 5.3). */
const lineBreak = /[\r\n\0]/

/** Folders inside folders; more are no folders of a person. */
const deepestFolder = 100

export function createSiteCollector(): SiteCollector {
  const result: ImportResult = { sites: [], notTaken: [] }

  function leaveOut(
    part: NotTaken['part'],
    { name, folder }: Entry,
    code: NotTakenCode,
    reason: string,
    detail?: string,
  ) {
    const more = detail === undefined ? {} : { detail }
    result.notTaken.push({ name, reason, folder, part, code, ...more })
  }

  const refuse: SiteCollector['refuse'] = (entry, code, reason, detail) =>
    leaveOut('site', entry, code, reason, detail)
  const withoutPassword: SiteCollector['withoutPassword'] = (entry, code, reason) =>
    leaveOut('password', entry, code, reason)
  const withoutSetting: SiteCollector['withoutSetting'] = (entry, setting, reason) =>
    leaveOut('setting', entry, 'setting', reason, setting)

  function take(site: ImportedSite) {
    const { host, port, user, password, account } = site
    if (!isUsableHost(host))
      return refuse(site, 'host', 'The name of the server is missing or not a possible name.')
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      return refuse(site, 'port', 'The port is missing or not a number from 1 to 65535.')
    if (lineBreak.test(user ?? ''))
      return refuse(site, 'line-break', 'The user name holds a line break.')

    const taken = { ...site, folder: site.folder.slice(0, deepestFolder) }
    if (lineBreak.test((password ?? '') + (account ?? ''))) {
      withoutPassword(site, 'line-break', 'The password holds a line break and will be asked for.')
      delete taken.password
      delete taken.account
      taken.logon = 'ask'
    }
    if (taken.encoding !== 'auto' && !iconv.encodingExists(taken.encoding)) {
      withoutSetting(site, 'encoding', 'The encoding is not known here; it is detected instead.')
      taken.encoding = 'auto'
    }
    if (Math.abs(taken.timeOffsetMinutes ?? 0) > 1_440) {
      withoutSetting(site, 'timeOffsetMinutes', 'The time offset is more than a day.')
      delete taken.timeOffsetMinutes
    }
    if ((taken.connectionLimit ?? 1) < 1) delete taken.connectionLimit
    if (lineBreak.test(taken.remoteFolder ?? '')) {
      withoutSetting(site, 'remoteFolder', 'The name of the remote folder holds a line break.')
      delete taken.remoteFolder
    }
    const commands = taken.postLoginCommands?.filter((command) => !lineBreak.test(command))
    if (commands && commands.length !== taken.postLoginCommands?.length) {
      withoutSetting(site, 'postLoginCommands', 'A command after login holds a line break.')
      taken.postLoginCommands = commands
    }
    result.sites.push(taken)
  }

  return {
    result,
    take,
    refuse,
    withoutPassword,
    withoutSetting,
    otherProtocol: (entry, protocol) =>
      refuse(entry, 'protocol', `${protocol} is not FTP; Sampan speaks FTP and FTPS.`, protocol),
  }
}

function isUsableHost(host: string): boolean {
  try {
    parseHost(host)
    return true
  } catch (error) {
    if (error instanceof AddressError) return false
    throw error
  }
}

/** A whole number as files write it, or undefined. */
export function parseInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d{1,10}$/.test(text.trim()) ? Number(text) : undefined
}
