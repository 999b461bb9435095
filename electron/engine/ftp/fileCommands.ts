import { AppError } from '../../contract/errors.ts'
import type { ConnectionSettings } from '../../contract/sessions.ts'
import type { Connection } from './connection.ts'
import { errorFromReply } from './errors.ts'
import { parseMdtmReply, parseSizeReply } from './replies.ts'
import type { Reply } from './replyReader.ts'

type Ask = (text: string) => Promise<Reply>

export type FileCommandHost = {
  /** Runs a job that has the control connection for itself until it ends. */
  exchange<T>(signal: AbortSignal, job: (ask: Ask) => Promise<T>): Promise<T>
  features: ReadonlyMap<string, string>
  settings(): ConnectionSettings
}

export type FileCommands = Pick<
  Connection,
  | 'size'
  | 'modifiedAt'
  | 'setsTimes'
  | 'setModifiedAt'
  | 'hash'
  | 'makeFolder'
  | 'removeFolder'
  | 'deleteFile'
  | 'rename'
  | 'setPermissions'
  | 'makeLink'
>

const textOf = (reply: Reply) => reply.lines.join('\n')

/** Hash commands in order of worth; the first that FEAT names is used. None is in an RFC. */
const hashCommands = [
  ['XSHA512', 'SHA-512'],
  ['XSHA256', 'SHA-256'],
  ['XSHA1', 'SHA-1'],
  ['XMD5', 'MD5'],
  ['XCRC', 'CRC-32'],
] as const

/** YYYYMMDDHHMMSS in UTC (RFC 3659 §2.3). */
function timeValue(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14)
}

/** The commands that need no data connection. */
export function createFileCommands(host: FileCommandHost): FileCommands {
  const { exchange, features } = host
  const command = (text: string, signal: AbortSignal) => exchange(signal, (ask) => ask(text))
  const mustSucceed = async (text: string, signal: AbortSignal): Promise<Reply> => {
    const reply = await command(text, signal)
    if (reply.code >= 300) throw errorFromReply(reply, text)
    return reply
  }
  /** Servers with SITE commands of this kind name them one by one in FEAT, as `SITE UTIME`. */
  const offersSite = (verb: string) =>
    (features.get('SITE') ?? '').toUpperCase().split(';').includes(verb)
  const isUnknown = (reply: Reply) => reply.code >= 500 && reply.code <= 504
  const timeSetter = (): string | undefined => {
    if (features.has('MFMT')) return 'MFMT'
    // vsftpd's own form, where the site says so, which counts for more than what FEAT names; on
    // other servers the time would be taken for a part of the name.
    if (host.settings().quirks.mdtmForTimes) return 'MDTM'
    return offersSite('UTIME') ? 'SITE UTIME' : undefined
  }

  return {
    async size(path, signal) {
      const reply = await command(`SIZE ${path}`, signal)
      if (isUnknown(reply)) return null
      if (reply.code >= 300) throw errorFromReply(reply, `SIZE ${path}`)
      return parseSizeReply(textOf(reply))
    },
    async modifiedAt(path, signal) {
      const reply = await command(`MDTM ${path}`, signal)
      return reply.code === 213 ? parseMdtmReply(textOf(reply)) : null
    },
    get setsTimes() {
      return timeSetter() !== undefined
    },
    async setModifiedAt(path, time, signal) {
      const setter = timeSetter()
      if (!setter) return false
      await mustSucceed(`${setter} ${timeValue(time)} ${path}`, signal)
      return true
    },
    async hash(path, signal) {
      if (features.has('HASH')) {
        const reply = await command(`HASH ${path}`, signal)
        const match = /^213[ -](\S+)\s+(?:\d+-\d+\s+)?([0-9a-f]+)\b/im.exec(textOf(reply))
        if (match) return { algorithm: match[1]!.toUpperCase(), value: match[2]!.toLowerCase() }
      }
      for (const [verb, algorithm] of hashCommands) {
        if (!features.has(verb)) continue
        const reply = await command(`${verb} ${path}`, signal)
        const match = /^2\d\d[ -](?:.*\s)?([0-9a-f]{8,128})\s*$/im.exec(textOf(reply))
        if (reply.code < 300 && match) return { algorithm, value: match[1]!.toLowerCase() }
      }
      return null
    },
    async makeFolder(path, signal) {
      await mustSucceed(`MKD ${path}`, signal)
    },
    async removeFolder(path, signal) {
      await mustSucceed(`RMD ${path}`, signal)
    },
    async deleteFile(path, signal) {
      await mustSucceed(`DELE ${path}`, signal)
    },
    async rename(from, to, signal) {
      // Nothing may come between RNFR and RNTO (RFC 959 §4.1.3).
      await exchange(signal, async (ask) => {
        const first = await ask(`RNFR ${from}`)
        if (first.code !== 350) throw errorFromReply(first, `RNFR ${from}`)
        const second = await ask(`RNTO ${to}`)
        if (second.code >= 300) throw errorFromReply(second, `RNTO ${to}`)
      })
    },
    async setPermissions(path, mode, signal) {
      if (!Number.isInteger(mode) || mode < 0 || mode > 0o7777)
        throw new AppError('bad-request', 'Permissions are four octal digits')
      const digits = mode.toString(8).padStart(3, '0')
      await mustSucceed(`SITE CHMOD ${digits} ${path}`, signal)
    },
    async makeLink(target, path, signal) {
      // A blank parts the two names, and no server agrees with another on how to quote one.
      if (!offersSite('SYMLINK') || /\s/.test(target + path))
        throw new AppError('not-supported', 'The server makes no such links', { path })
      await mustSucceed(`SITE SYMLINK ${target} ${path}`, signal)
    },
  }
}
