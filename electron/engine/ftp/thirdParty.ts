import { AppError } from '../../contract/errors.ts'
import { eprtArgument, isPrivateAddress, plainAddress, portArgument } from './addresses.ts'
import type { EngineContext } from './engineContext.ts'
import { TransferError, cancelled, errorFromReply } from './errors.ts'
import { parseEpsvReply, parsePasvReply } from './replies.ts'
import type { Reply } from './replyReader.ts'
import type { ConnectionLog } from './transcript.ts'

/** One of the two control connections, held for this transfer alone. */
export type ThirdPartyLine = {
  context: EngineContext
  features: ReadonlyMap<string, string>
  /** True under PROT P: the two servers then need SSCN or CPSV to agree who is the TLS client. */
  isProtected: boolean
  log: ConnectionLog
  /** Milliseconds for a reply. */
  replyTimeout: number
  ensureType(): Promise<void>
}

export type ThirdPartyJob = {
  source: ThirdPartyLine
  sourcePath: string
  target: ThirdPartyLine
  targetPath: string
  /** First byte, from 0; sent as REST to both. */
  offset: number
  signal: AbortSignal
}

type Roles = { passive: ThirdPartyLine; active: ThirdPartyLine }

/** Milliseconds for a server to end a transfer after the other one did. */
const endPatience = 180_000
/** Milliseconds a sender may take to say whether it has the file; some say 150 only later. */
const startPatience = 500
/** Milliseconds for a side to begin once the other one has ended. */
const latePatience = 2_000
/** Milliseconds within which both lines must be free again after a cancel. */
const abortPatience = 1_000

/**
 * Third-party mode (RFC 959 §5.2): the client has one server listen, tells its address to the
 * other, and asks one to store and the other to send; the bytes never pass this machine. Rejects
 * with `not-supported` (and both lines usable) when the servers do not play along.
 */
export async function transferBetween(job: ThirdPartyJob): Promise<Reply> {
  const { source, target } = job
  if (source.isProtected !== target.isProtected)
    throw new AppError('not-supported', 'One server protects its data connections, the other not')
  await source.ensureType()
  await target.ensureType()
  // RFC 959 has the storing server listen; some servers refuse a foreign PORT and allow the
  // mirror image.
  const orders: Roles[] = [
    { passive: target, active: source },
    { passive: source, active: target },
  ]
  let refusal: AppError | undefined
  for (const roles of orders) {
    const undo = await chooseTlsClient(job, roles)
    if (!undo) continue
    try {
      return await attempt(job, roles)
    } catch (error) {
      const cause = AppError.from(error)
      if (!(cause instanceof Refused)) throw cause
      // A server's own words explain more than what followed from them.
      if (!refusal?.details?.reply) refusal = cause
    } finally {
      await undo()
    }
  }
  throw new AppError(
    'not-supported',
    refusal?.message ?? 'The servers have no common way to protect the data between them',
    refusal?.details,
  )
}

/** A server will not take part; nothing was transferred. */
class Refused extends AppError {}

/**
 * Two servers under TLS both wait for the other's ClientHello unless one is told to be the client:
 * SSCN ON, or CPSV in place of PASV. Neither is in an RFC. Resolves with the way back, or with
 * undefined when these roles cannot work.
 */
async function chooseTlsClient(
  { source, target }: ThirdPartyJob,
  { passive }: Roles,
): Promise<(() => Promise<void>) | undefined> {
  if (!source.isProtected) return async () => {}
  if (passive.features.has('CPSV')) return async () => {}
  // The one that reads, where possible: a TLS 1.3 server sends tickets to its client, and one that
  // only writes closes with them unread, which resets the connection over the last of its data.
  const speaker = [target, source].find(({ features }) => features.has('SSCN'))
  if (!speaker) return undefined
  const reply = await speaker.context.ask('SSCN ON', speaker.replyTimeout)
  if (reply.code >= 300) return undefined
  return async () => {
    if (!speaker.context.closeReason) await speaker.context.ask('SSCN OFF', speaker.replyTimeout)
  }
}

async function attempt(job: ThirdPartyJob, roles: Roles): Promise<Reply> {
  const { source, target, signal } = job
  const address = await listen(roles.passive)
  await announce(roles.active, address)
  if (job.offset > 0) {
    await restart(source, job.offset)
    await restart(target, job.offset)
  }
  if (signal.aborted) throw cancelled()
  // The sender first: a missing file is then known before the target is touched, and a server
  // that waits in vain for a data connection cannot be interrupted on all servers.
  const retrieve = startSide(source, `RETR ${job.sourcePath}`)
  const early = await Promise.race([retrieve.answered, delay(startPatience)])
  if (early?.error) throw isRefusal(early.error) ? asRefused(early.error) : early.error
  const store = startSide(target, `STOR ${job.targetPath}`)
  const sides = [store, retrieve]
  const stop = new Promise<'abort'>((resolve) => {
    if (signal.aborted) resolve('abort')
    else signal.addEventListener('abort', () => resolve('abort'), { once: true })
  })
  const first = await Promise.race([stop, ...sides.map((side) => side.done)])
  if (first === 'abort') {
    await Promise.all(sides.map((side) => side.abort()))
    throw new TransferError(cancelled(), 0, false)
  }
  // One side refused: the other waits for a connection that will not come.
  if (first.error) await Promise.all(sides.map((side) => side.abort()))
  else {
    for (const side of sides) side.setPatience(endPatience)
    await giveUpIdle(sides, stop)
  }
  const [stored, sent] = await Promise.all([store.done, retrieve.done])
  const failure = first.error ?? inVain(stored.error ?? sent.error)
  if (!failure) return stored.reply!
  const hasStarted = store.hasStarted() && retrieve.hasStarted()
  throw hasStarted
    ? new TransferError(failure, 0, false)
    : isRefusal(failure)
      ? asRefused(failure)
      : failure
}

/** What has not begun soon after the other side has ended will not begin any more. */
async function giveUpIdle(sides: Side[], stop: Promise<unknown>): Promise<void> {
  const idle = sides.filter((side) => !side.hasStarted())
  if (idle.length === 0) return
  await Promise.race([stop, delay(latePatience), Promise.all(sides.map((side) => side.done))])
  await Promise.all(idle.filter((side) => !side.hasStarted()).map((side) => side.abort()))
}

/** A side that was given up waited for a connection that the other one thought it had. */
const inVain = (error: AppError | undefined) =>
  error?.code === 'cancelled'
    ? new AppError('data-connection-failed', 'One server waited in vain for the other', {
        cause: 'The two servers did not connect to each other',
      })
    : error

const asRefused = ({ message, details }: AppError) => new Refused('not-supported', message, details)

const isRefusal = ({ code }: AppError) =>
  code === 'not-supported' || code === 'data-connection-failed' || code === 'server-refused'

type Outcome = { reply?: Reply; error?: AppError }
type Side = {
  done: Promise<Outcome>
  /** Settles at the first sign: with the outcome, or with nothing when the transfer has begun. */
  answered: Promise<Outcome | undefined>
  hasStarted(): boolean
  setPatience(milliseconds: number): void
  abort(): Promise<void>
}

function startSide({ context, replyTimeout }: ThirdPartyLine, command: string): Side {
  let isOver = false
  let isAborting = false
  let hasStarted = false
  let reportStart = () => {}
  const started = new Promise<undefined>((resolve) => (reportStart = () => resolve(undefined)))
  const conversation = context.converse(command, {
    timeout: replyTimeout,
    onReply(reply) {
      if (isAborting) return reply.code === 200 ? 'done' : 'more'
      if (reply.code < 200) {
        hasStarted = true
        reportStart()
        conversation.setTimeout(0)
        return 'more'
      }
      isOver = true
      return 'done'
    },
  })
  const done = conversation.done.then(
    (reply) =>
      isAborting
        ? { error: cancelled() }
        : reply.code >= 300
          ? { error: errorFromReply(reply, command) }
          : { reply },
    (error: unknown) => ({ error: AppError.from(error) }),
  )
  return {
    done,
    answered: Promise.race([started, done]),
    hasStarted: () => hasStarted,
    setPatience: (milliseconds) => {
      if (!isOver) conversation.setTimeout(milliseconds)
    },
    async abort() {
      if (!isOver && !context.closeReason) {
        isAborting = true
        context.send('ABOR')
        context.send('NOOP')
        conversation.setTimeout(abortPatience)
      }
      await done
    },
  }
}

const delay = (milliseconds: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds))

type Address = { host: string; port: number }

async function listen(line: ThirdPartyLine): Promise<Address> {
  const { context, isProtected, features, replyTimeout } = line
  const own = plainAddress(context.socket.remoteAddress ?? '')
  const isIPv6 = own.includes(':')
  const command = isIPv6 ? 'EPSV' : isProtected && features.has('CPSV') ? 'CPSV' : 'PASV'
  const reply = await context.ask(command, replyTimeout)
  if (reply.code >= 300) throw refused(reply, command)
  const text = reply.lines.join('\n')
  if (isIPv6) return { host: own, port: parseEpsvReply(text).port }
  const { host, port } = parsePasvReply(text)
  // An address behind NAT means nothing to the other server; the one we reach it by may.
  const isUseless = host === '0.0.0.0' || (isPrivateAddress(host) && !isPrivateAddress(own))
  return { host: isUseless ? own : host, port }
}

async function announce({ context, replyTimeout }: ThirdPartyLine, { host, port }: Address) {
  const command = host.includes(':')
    ? `EPRT ${eprtArgument(host, port)}`
    : `PORT ${portArgument(host, port)}`
  const reply = await context.ask(command, replyTimeout)
  if (reply.code >= 300) throw refused(reply, command)
}

async function restart({ context, replyTimeout }: ThirdPartyLine, offset: number) {
  const command = `REST ${offset}`
  const reply = await context.ask(command, replyTimeout)
  if (reply.code !== 350)
    throw new AppError('resume-refused', 'The server does not resume transfers', {
      reply: reply.lines.join('\n'),
      command,
    })
}

function refused(reply: Reply, command: string): Refused {
  return asRefused(errorFromReply(reply, command))
}
