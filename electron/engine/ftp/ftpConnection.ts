import { AppError } from '../../contract/errors.ts'
import type { ConnectionSettings } from '../../contract/sessions.ts'
import type { Connection, ListingResult, TransferResult } from './connection.ts'
import type { DataResult, Timeouts } from './dataCommand.ts'
import { createDataJobs } from './dataJobs.ts'
import type { DataJob } from './dataJobs.ts'
import { isPassive } from './dataModes.ts'
import type { ModeMemory } from './dataModes.ts'
import { codecFor } from './encoding.ts'
import { TransferError, cancelled, errorFromReply } from './errors.ts'
import { createFileCommands } from './fileCommands.ts'
import type { FileCommandHost } from './fileCommands.ts'
import { createJobQueue } from './jobQueue.ts'
import { listCommands, runListing } from './listFolder.ts'
import type { ListCommand, ListMemory } from './listFolder.ts'
import type { LoggedIn, LoginOptions, ServerMemory } from './login.ts'
import { logIn } from './login.ts'
import { receive, send } from './pump.ts'
import { parsePwdReply, parseTransferSize } from './replies.ts'
import { serverSoftware } from './software.ts'
import { transferBetween } from './thirdParty.ts'
import type { ThirdPartyLine } from './thirdParty.ts'
import type { Transcript } from './transcript.ts'

/** What all connections to one server learn together. */
export type SharedMemory = ServerMemory & { modes: ModeMemory; lists: ListMemory }

export type FtpConnectionOptions = Omit<LoginOptions, 'log' | 'memory' | 'settings'> & {
  /** Read anew before each command: the user may change mode or encoding on a live session. */
  settings: () => ConnectionSettings
  transcript: Transcript
  sessionId: string
  memory: SharedMemory
}

/** A live connection, and the part of the transcript that it writes to. */
export type FtpConnection = Connection & {
  /** Events from now on belong to this job; undefined: to none. */
  setOperation(operation: number | undefined): void
  /** Lends the control connection to a transfer between two servers. */
  asThirdParty<T>(signal: AbortSignal, job: (line: ThirdPartyLine) => Promise<T>): Promise<T>
}

/** Bytes of a file that is sent before the server has agreed to take it. */
const littleFile = 64 * 1024

/** Connects and logs in; resolves when the connection is ready for work. */
export async function openFtpConnection(options: FtpConnectionOptions): Promise<FtpConnection> {
  const { transcript, sessionId, memory } = options
  const number = transcript.nextConnection()
  const log = transcript.forConnection(sessionId, number)
  const loggedIn = await logIn({ ...options, settings: options.settings(), log, memory })
  return wrap(options, number, log, loggedIn)
}

function wrap(
  options: FtpConnectionOptions,
  number: number,
  log: LoginOptions['log'],
  loggedIn: LoggedIn,
): FtpConnection {
  const { transcript, memory } = options
  const { context, features } = loggedIn
  const jobs = createJobQueue()
  let directory = loggedIn.homeFolder
  let isTypeKnown = true
  let isGuessed = false
  let chosenEncoding = ''

  const settings = () => {
    const current = options.settings()
    if (current.encoding !== chosenEncoding) {
      chosenEncoding = current.encoding
      context.codec = codecFor(current.encoding)
      isGuessed = false
    }
    return current
  }
  settings()

  const timeouts = (): Timeouts => ({
    reply: settings().replyTimeout * 1_000,
    dataIdle: settings().dataIdleTimeout * 1_000,
    endOfTransfer: settings().finalReplyTimeout * 1_000,
  })

  /** A job in its turn. When the caller leaves early, the line is freed within a second. */
  const exclusive = <T>(signal: AbortSignal, job: () => Promise<T>) =>
    jobs.run(signal, () => {
      if (context.closeReason) throw AppError.from(context.closeReason)
      return job()
    })

  /** Commands in a row. An abort does not unsend one: the line stays busy until its answer. */
  const exchange: FileCommandHost['exchange'] = (signal, job) =>
    exclusive(signal, async () => {
      let impatience: NodeJS.Timeout | undefined
      const hurry = () => {
        impatience = setTimeout(() => context.closeWithError(cancelled()), 1_000)
      }
      signal.addEventListener('abort', hurry, { once: true })
      try {
        return await job((text) => context.ask(text, timeouts().reply))
      } finally {
        clearTimeout(impatience)
        signal.removeEventListener('abort', hurry)
      }
    })
  const command = (text: string, signal: AbortSignal) => exchange(signal, (ask) => ask(text))

  const ensureType = async () => {
    if (isTypeKnown) return
    const reply = await context.ask('TYPE I', timeouts().reply)
    if (reply.code !== 200) throw errorFromReply(reply, 'TYPE I')
    isTypeKnown = true
  }

  const runDataJob = createDataJobs({
    context,
    features,
    log,
    transcript,
    modes: () => memory.modes,
    settings,
    timeouts,
    proxy: loggedIn.proxy,
    protection: loggedIn.protection,
  })
  const transfer = (job: DataJob): Promise<DataResult> =>
    exclusive(job.signal, async () => {
      // Listings go in any type, and some servers switch to ASCII for them and stay there.
      if (job.isListing) isTypeKnown = false
      else await ensureType()
      await job.prepare?.()
      return runDataJob(job)
    })

  const enter = async (path: string) => {
    if (directory === path) return
    directory = ''
    const reply = await context.ask(`CWD ${path}`, timeouts().reply)
    if (reply.code >= 300) throw errorFromReply(reply, `CWD ${path}`)
    directory = path
  }

  const tryEnter = async (path: string): Promise<boolean> => {
    directory = ''
    const reply = await context.ask(`CWD ${path}`, timeouts().reply)
    if (reply.code >= 400 && reply.code < 500) throw errorFromReply(reply, `CWD ${path}`)
    if (reply.code >= 300) return false
    directory = path
    return true
  }

  const listOnce = (
    path: string,
    list: ListCommand,
    onEntries: Parameters<Connection['list']>[1],
    signal: AbortSignal,
  ) =>
    runListing(
      list,
      {
        get codec() {
          return context.codec
        },
        isEncodingFixed: settings().encoding.toLowerCase() !== 'auto',
        timeOffsetMinutes: settings().timeOffsetMinutes,
        onGuess(codec) {
          context.codec = codec
          isGuessed = true
          log.record({
            kind: 'note',
            level: 'info',
            code: 'encoding-guessed',
            values: { encoding: codec.name },
          })
        },
        runReceive: (text, pump, inner) =>
          transfer({
            command: text,
            direction: 'receive',
            isListing: true,
            prepare: () => enter(path),
            pump,
            signal: inner,
          }),
      },
      onEntries,
      signal,
    )

  const list: Connection['list'] = async (path, onEntries, signal): Promise<ListingResult> => {
    const commands = listCommands(settings(), features, memory.lists)
    for (const [index, one] of commands.entries()) {
      const isLast = index === commands.length - 1
      try {
        const outcome = await listOnce(path, one, onEntries, signal)
        // Some servers take "-a" for a name and answer with an empty list.
        if (one === 'LIST -a' && outcome.count === 0 && !outcome.hasItself && !isLast) {
          const plain = await listOnce(path, 'LIST', onEntries, signal)
          if (plain.count > 0) memory.lists.refused.add('LIST -a')
          return { path, ...plain }
        }
        return { path, ...outcome }
      } catch (error) {
        const cause = AppError.from(error)
        // Entries were handed on already: another command would hand them on once more.
        if (cause instanceof TransferError && cause.bytes > 0) throw asIncomplete(cause)
        if (isEmptyFolder(cause, one)) return { path, isComplete: true, unreadableLines: 0 }
        // "-a" taken for a name that does not exist: what LIST alone says is the truth.
        const mayBeName = one === 'LIST -a' && /^55\d/.test(cause.details?.reply ?? '')
        if ((cause.code !== 'not-supported' && !mayBeName) || isLast) throw cause
        memory.lists.refused.add(one)
      }
    }
    throw new AppError('not-supported', 'The server lists no folders')
  }

  const fileCommands = createFileCommands({ exchange, features, settings })

  return {
    ...fileCommands,
    // A getter: the spread above has only its value of now.
    get setsTimes() {
      return fileCommands.setsTimes
    },
    number,
    features,
    closed: context.closing,
    homeFolder: loggedIn.homeFolder,
    tls: loggedIn.tls,
    software: serverSoftware(loggedIn.greeting),
    get isOpen() {
      return context.closeReason === undefined
    },
    get isBusy() {
      return jobs.isBusy
    },
    get encoding() {
      settings()
      return { name: context.codec.name, guessed: isGuessed }
    },
    get modeInUse() {
      // What works for one connection works for all to the same server.
      const { worked } = memory.modes
      return worked && (isPassive(worked) ? 'passive' : 'active')
    },
    setOperation: (operation) => log.setOperation(operation),
    list,
    isFolder: (path, signal) => exclusive(signal, () => tryEnter(path)),
    enteredFolder: (path, signal) =>
      // Nothing may come between the two: another job would be somewhere else.
      exclusive(signal, async () => {
        if (!(await tryEnter(path))) return null
        const reply = await context.ask('PWD', timeouts().reply)
        const text = reply.lines.join('\n')
        // Also where the name holds what a reply should not: then only this very path will do.
        if (reply.code !== 257 || text.includes(`"${path.replaceAll('"', '""')}"`)) return path
        return parsePwdReply(text)
      }),
    async download(path, sink, { signal, offset = 0, length, limiter, onProgress }) {
      const result = await transfer({
        command: `RETR ${path}`,
        direction: 'receive',
        signal,
        offset,
        ...(length === undefined ? {} : { length }),
        pump: (pump) =>
          receive({
            ...pump,
            onBytes(total) {
              pump.onBytes(total)
              onProgress?.(total)
            },
            sink,
            ...(limiter ? { limiter } : {}),
            ...(length === undefined ? {} : { length }),
          }),
        isPartial: (bytes) => length !== undefined && bytes >= length,
      })
      return asResult(result)
    },
    async upload(path, source, { signal, offset = 0, append, size, limiter, onProgress }) {
      let isBegun = false
      const result = await transfer({
        command: append ? `APPE ${path}` : `STOR ${path}`,
        direction: 'send',
        signal,
        offset: append ? 0 : offset,
        isLittle: size !== undefined && size <= littleFile && !append && offset === 0,
        isBegun: () => isBegun,
        pump: (pump) =>
          send({
            ...pump,
            onBytes(total) {
              pump.onBytes(total)
              onProgress?.(total)
            },
            source: {
              read() {
                isBegun = true
                return source.read()
              },
            },
            ...(limiter ? { limiter } : {}),
          }),
      })
      return asResult(result)
    },
    asThirdParty: (signal, job) =>
      exclusive(signal, () =>
        job({
          context,
          features,
          isProtected: loggedIn.protection !== undefined,
          log,
          replyTimeout: timeouts().reply,
          ensureType,
        }),
      ),
    async sendTo(path, target, targetPath, { signal, offset = 0 }) {
      if (!isFtpConnection(target))
        throw new AppError('not-supported', 'The other side is no FTP connection')
      await this.asThirdParty(signal, (source) =>
        target.asThirdParty(signal, (line) =>
          transferBetween({
            source,
            sourcePath: path,
            target: line,
            targetPath,
            offset,
            signal,
          }),
        ),
      )
    },
    async send(text, signal) {
      const reply = await command(text, signal)
      // What a raw command may have changed is not trusted any more.
      if (/^\s*TYPE\b/i.test(text)) isTypeKnown = false
      if (/^\s*(X?CWD|X?CUP|CDUP|SMNT|REIN)\b/i.test(text)) directory = ''
      return reply
    },
    async keepAlive() {
      if (jobs.isBusy || context.closeReason) return
      await command('NOOP', new AbortController().signal)
    },
    close: () => context.close(),
  }
}

const isFtpConnection = (connection: Connection): connection is FtpConnection =>
  'asThirdParty' in connection

/** What a server says after data is not about the command, however it words it. */
const asIncomplete = (error: TransferError): AppError =>
  error.code === 'not-supported'
    ? new AppError('transfer-incomplete', error.message, error.details)
    : error

/** 450 (and some 550) is how servers say that a folder is empty. */
function isEmptyFolder(error: AppError, command: ListCommand): boolean {
  const reply = error.details?.reply ?? ''
  if (/^450/.test(reply)) return true
  return command === 'NLST' && /^550/.test(reply) && /no (such )?files?/i.test(reply)
}

function asResult({ bytes, reply, preliminary }: DataResult): TransferResult {
  const announcedSize = preliminary ? parseTransferSize(preliminary.lines.join('\n')) : null
  return { bytes, reply, announcedSize }
}
