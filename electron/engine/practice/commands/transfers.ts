import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import path from 'node:path'
import { asciiSink, localToAscii } from '../ascii.ts'
import { FileWriter, readFileRange } from '../fileStreams.ts'
import { Refusal, reply } from '../replies.ts'
import type { Exchange, Session } from '../session.ts'
import type { Bytes } from '../shape.ts'
import { transfer } from '../transfer.ts'
import type { CommandTable } from './command.ts'
import { contentOf } from './content.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = constants
/** Not on Windows. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0

/** RFC 959 §4.1.3; REST for both directions after RFC 3659 §5; RANG of draft-bryan-ftp-range. */
export const transfers: CommandTable = {
  RETR: {
    access: 'user',
    argument: 'required',
    async run(session, exchange) {
      const given = await contentOf(session, exchange)
      if (given) return send(session, exchange, given.bytes, given.length)
      const real = await session.world.jail.existing(session.path(exchange.argument))
      const info = await stat(real)
      if (!info.isFile()) throw new Refusal(550, 'Not a plain file.')
      const range = readRange(session, exchange, info.size)
      const count = Math.max(0, Math.min(range.last + 1, info.size) - range.first)
      const file = await open(real, O_RDONLY | O_NOFOLLOW)
      try {
        return await send(session, exchange, readFileRange(file, range), count)
      } finally {
        await file.close()
      }
    },
  },

  STOR: {
    access: 'writer',
    argument: 'required',
    async run(session, exchange) {
      const start = session.restart
      session.restart = 0
      const real = await session.world.jail.writable(session.path(exchange.argument))
      // The bytes behind a restarted upload stay (RFC 3659 §5.4); a whole one begins empty.
      const mode = start > 0 ? 0 : O_TRUNC
      const file = await open(real, O_WRONLY | O_CREAT | O_NOFOLLOW | mode, 0o644)
      return receive(session, exchange, file, { start })
    },
  },

  APPE: {
    access: 'writer',
    argument: 'required',
    async run(session, exchange) {
      const real = await session.world.jail.writable(session.path(exchange.argument))
      const file = await open(real, O_WRONLY | O_CREAT | O_NOFOLLOW | O_APPEND, 0o644)
      return receive(session, exchange, file, { start: null })
    },
  },

  STOU: {
    access: 'writer',
    async run(session, exchange) {
      const { name, file } = await openUnique(session, exchange.argument || 'upload')
      // RFC 1123 §4.1.2.9 fixes the form of this text.
      return receive(session, exchange, file, { start: 0, text: `FILE: ${name}` })
    },
  },

  REST: {
    access: 'user',
    argument: 'required',
    run(session, { argument }) {
      const start = Number(argument)
      if (!/^\d+$/.test(argument) || !Number.isSafeInteger(start))
        return reply(501, 'REST needs a byte position.')
      session.restart = start
      return reply(350, `Restarting at ${start}.`)
    },
  },

  RANG: {
    access: 'user',
    argument: 'required',
    run(session, { argument }) {
      const [first = NaN, last = NaN] = argument.split(' ').map(Number)
      if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last))
        return reply(501, 'RANG needs a first and a last byte.')
      // `RANG 1 0` takes a range back.
      session.range = first > last ? null : { first, last }
      return reply(350, session.range ? `Range ${first}-${last}.` : 'Range reset.')
    },
  },

  ALLO: { access: 'user', run: () => reply(202, 'No need to reserve space.') },

  ABOR: {
    access: 'user',
    async run(session) {
      if (session.transfer.kind === 'idle') {
        session.clearDataSetup()
        return reply(225, 'No transfer to abort.')
      }
      const { abort, over } = session.transfer
      abort.abort()
      // Its 426 goes first (RFC 959 §4.1.3).
      await over
      return reply(226, 'Abort successful.')
    },
  },
}

type Range = { first: number; last: number }

function readRange(session: Session, { play }: Exchange, size: number): Range {
  const { restart, range } = session
  session.restart = 0
  session.range = null
  if (play.data?.ignoreRestart) return { first: 0, last: Infinity }
  if (range) return range
  if (restart > size) throw new Refusal(554, 'Restart point is behind the end of the file.')
  return { first: restart, last: Infinity }
}

function send(
  session: Session,
  exchange: Exchange,
  bytes: Bytes,
  count: number | null,
): Promise<null> {
  session.restart = 0
  const isAscii = session.type === 'A'
  const mode = isAscii ? 'ASCII' : 'BINARY'
  const size = count === null ? '' : ` (${count} bytes)`
  const text = `Opening ${mode} mode data connection for ${exchange.argument}${size}.`
  return transfer(session, exchange, text, (data) =>
    data.send(isAscii ? localToAscii(bytes) : bytes),
  )
}

async function receive(
  session: Session,
  exchange: Exchange,
  file: FileHandle,
  { start, text }: { start: number | null; text?: string },
): Promise<null> {
  try {
    if (start !== null && start > (await file.stat()).size)
      throw new Refusal(554, 'Restart point is behind the end of the file.')
    const writer = new FileWriter(file, start)
    const sink = session.type === 'A' ? asciiSink(writer) : writer
    const opening = text ?? `Ready to receive ${path.posix.basename(exchange.argument)}.`
    return await transfer(session, exchange, opening, async (data) => {
      try {
        await data.receive((chunk) => sink.write(chunk))
      } finally {
        await sink.flush()
        await file.close()
      }
    })
  } finally {
    await file.close()
  }
}

async function openUnique(session: Session, wanted: string) {
  for (let count = 1; ; count++) {
    const name = `${path.posix.basename(wanted)}.${count}`
    const real = await session.world.jail.entry(session.path(name))
    try {
      return { name, file: await open(real, O_WRONLY | O_CREAT | O_EXCL, 0o644) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
