import { stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { readEntry } from '../entries.ts'
import { factLine, factTime, parseFactTime } from '../facts.ts'
import { type HashName, hashFile } from '../hashes.ts'
import { Refusal, reply } from '../replies.ts'
import type { Session } from '../session.ts'
import type { Command, CommandTable } from './command.ts'

/** RFC 3659, MFMT of draft-somers-ftp-mfxx, HASH of draft-ietf-ftpext2-hash, and the older X-forms. */
export const fileFacts: CommandTable = {
  SIZE: {
    access: 'user',
    argument: 'required',
    async run(session, { argument }) {
      if (session.type === 'A') return reply(550, 'SIZE is not available in ASCII mode.')
      const { info } = await plainFile(session, argument)
      return reply(213, String(info.size))
    },
  },

  MDTM: {
    access: 'user',
    argument: 'required',
    async run(session, { argument }) {
      const { jail, features } = session.world
      const [, text = '', name = ''] = /^(\S+) (.+)$/s.exec(argument) ?? []
      const time = features.mdtmWrites ? parseFactTime(text) : null
      if (time) return setTime(session, name, time, () => reply(213, 'File modification time set.'))
      const info = await stat(await jail.existing(session.path(argument)))
      return reply(213, factTime(info.mtime))
    },
  },

  MFMT: {
    access: 'writer',
    argument: 'required',
    async run(session, { argument }) {
      const [, text = '', name = ''] = /^(\S+) (.+)$/s.exec(argument) ?? []
      const time = parseFactTime(text)
      if (!time) return reply(501, 'MFMT YYYYMMDDhhmmss path')
      return setTime(session, name, time, () => reply(213, `Modify=${factTime(time)}; ${name}`))
    },
  },

  MLST: {
    access: 'user',
    async run(session, { argument }) {
      const { jail, features } = session.world
      const virtual = session.path(argument)
      await jail.existing(virtual)
      const real = virtual === '/' ? jail.root : await jail.entry(virtual)
      const entry = await readEntry(jail, real, virtual, features.linksAsTargets)
      const options = { facts: session.facts, readOnly: session.user?.readOnly ?? false }
      return reply(250, `Facts of ${virtual}:`, factLine(entry, options), 'End')
    },
  },

  HASH: {
    access: 'user',
    argument: 'required',
    async run(session, { argument }) {
      const { real, info } = await plainFile(session, argument)
      const range = clip(session.range ?? { first: 0, last: info.size - 1 }, info.size)
      session.range = null
      const sum = await hashFile(real, session.hash, range)
      const end = Math.max(range.first, range.last)
      return reply(213, `${session.hash} ${range.first}-${end} ${sum} ${argument}`)
    },
  },

  XCRC: olderHash('CRC32'),
  XMD5: olderHash('MD5'),
  XSHA1: olderHash('SHA-1'),
  XSHA256: olderHash('SHA-256'),
}

/** `XMD5 path [first [behind]]`, the path in quotes where it holds spaces and numbers follow. */
function olderHash(name: HashName): Command {
  return {
    access: 'user',
    argument: 'required',
    async run(session, { argument }) {
      const match = /^"([^"]+)"(?: (\d+))?(?: (\d+))?$/.exec(argument)
      const { real, info } = await plainFile(session, match?.[1] ?? argument)
      const first = Number(match?.[2] ?? 0)
      const last = Number(match?.[3] ?? info.size) - 1
      const sum = await hashFile(real, name, clip({ first, last }, info.size))
      return reply(250, sum.toUpperCase())
    },
  }
}

async function plainFile(session: Session, argument: string) {
  const real = await session.world.jail.existing(session.path(argument))
  const info = await stat(real)
  if (!info.isFile()) throw new Refusal(550, `${path.basename(argument)} is not a plain file.`)
  return { real, info }
}

async function setTime<T>(session: Session, name: string, time: Date, done: () => T): Promise<T> {
  if (session.user?.readOnly) throw new Refusal(550, 'Permission denied.')
  const real = await session.world.jail.existing(session.path(name))
  const { atime } = await stat(real)
  await utimes(real, atime, time)
  return done()
}

const clip = ({ first, last }: { first: number; last: number }, size: number) => ({
  first,
  last: Math.min(last, size - 1),
})
