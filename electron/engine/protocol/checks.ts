import { randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { CheckId, CheckItem, Diagnosis, Locale, SettingsCure } from '../../contract/explain.ts'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import type { ConnectionSettings } from '../../contract/sessions.ts'
import { plainAddress } from '../ftp/addresses.ts'
import type { Strategy } from '../ftp/dataModes.ts'
import type { LoginOptions } from '../ftp/login.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { createCheckBoard } from './checkBoard.ts'
import type { CheckBoard } from './checkBoard.ts'
import { diagnoseEvents } from './diagnose.ts'
import { listOnce, openOwnConnection } from './listOnce.ts'
import type { OwnConnection } from './listOnce.ts'

export type CheckRun = {
  settings: ConnectionSettings
  /** The server once offered TLS: it is not talked to without. */
  hadTls?: boolean
  /** Asked for what only a person can say: a password, the trust in a certificate. */
  ask: Pick<LoginOptions, 'credentials' | 'acceptPlain' | 'trust'> &
    Pick<LoginOptions, 'proxyPassword' | 'keyPassphrase'>
  transcript: Transcript
  locale: Locale
  signal: AbortSignal
  tell(item: CheckItem): void
}

const toLogin: readonly CheckId[] = ['name', 'tcp', 'greeting', 'tls', 'login']
const strategies: readonly Strategy[] = ['epsv', 'pasv', 'eprt', 'port']
const afterLogin: readonly CheckId[] = [...strategies, 'listing', 'reuse']
/** Milliseconds that one way of opening a data connection may take. */
const dataPatience = 8_000

/** Tries every way to a server, one after the other, with connections of its own. */
export async function runChecks(run: CheckRun): Promise<void> {
  const sessionId = `check:${randomUUID()}`
  const events: ProtocolEvent[] = []
  const board = createCheckBoard(sessionId, run.tell)
  const stopReading = run.transcript.onEvent((event) => {
    if (event.sessionId !== sessionId) return
    events.push(event)
    if (board.stateOf('login') === undefined) board.read(event)
  })
  let connection: OwnConnection | undefined
  try {
    await checkName(run, board)
    connection = await logInHere(run, sessionId)
    passLogin(run, connection, board)
    const host = { run, sessionId, board, connection }
    connection = await checkData(host)
  } catch (thrown) {
    if (run.signal.aborted) return
    board.giveUp([...toLogin, ...afterLogin], AppError.from(thrown).message)
  } finally {
    stopReading()
    connection?.context.close()
  }
  run.tell(verdictOf(run, board, events))
}

async function checkName({ settings }: CheckRun, board: CheckBoard): Promise<void> {
  if (settings.proxy) return board.end('name', 'skipped', settings.proxy.host)
  if (isIP(settings.host)) return board.end('name', 'passed', settings.host)
  board.begin('name')
  try {
    const found = await lookup(settings.host, { all: true })
    board.end('name', 'passed', found.map(({ address }) => address).join(', '))
  } catch (error) {
    // Dialling fails in the same way, and that event is what the diagnosis reads.
    board.end('name', 'failed', error instanceof Error ? error.message : String(error))
  }
}

function logInHere(
  { transcript, settings, hadTls = false, ask, signal }: CheckRun,
  sessionId: string,
) {
  // Commands of the site's own may change something: a check does not send them.
  const harmless = { ...settings, postLoginCommands: [] }
  const options = { ...ask, settings: harmless, hadTls, signal }
  return openOwnConnection(transcript, sessionId, options)
}

function passLogin(
  { settings }: CheckRun,
  { tls, greeting }: OwnConnection,
  board: CheckBoard,
): void {
  board.end('greeting', 'passed', greeting)
  if (tls) board.end('tls', 'passed', `${tls.version}, ${tls.cipher}, ${tls.subject}`)
  else board.end('tls', settings.encryption === 'none' ? 'skipped' : 'warned')
  board.end('login', 'passed')
}

type Host = { run: CheckRun; sessionId: string; board: CheckBoard; connection: OwnConnection }

/** Each way to a data connection with a listing over it; returns the connection then in use. */
async function checkData({
  run,
  sessionId,
  board,
  connection: first,
}: Host): Promise<OwnConnection> {
  let connection = first
  let isResumed: boolean | undefined
  let listed: string | undefined
  const isIPv6 = isOverIPv6(connection)
  for (const strategy of strategies) {
    const isImpossible =
      (isIPv6 && (strategy === 'pasv' || strategy === 'port')) ||
      (run.settings.proxy !== undefined && (strategy === 'eprt' || strategy === 'port'))
    if (isImpossible) {
      board.end(strategy, 'skipped')
      continue
    }
    if (connection.context.closeReason) connection = await logInHere(run, sessionId)
    board.begin(strategy)
    try {
      const result = await listOnce(strategy, {
        connection,
        settings: run.settings,
        transcript: run.transcript,
        openTimeout: Math.min(run.settings.connectTimeout * 1_000, dataPatience),
        signal: run.signal,
      })
      board.end(strategy, 'passed', result.way)
      isResumed ??= result.isResumed
      listed ??= `${result.command}: ${result.bytes} bytes`
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code === 'cancelled') throw error
      // A command that the server does not know is a fact about it, not a fault on the way.
      const isUnknown = error.code === 'not-supported'
      board.end(strategy, isUnknown ? 'warned' : 'failed', error.details?.reply ?? error.message)
    }
  }
  board.end('listing', listed === undefined ? 'failed' : 'passed', listed)
  if (isResumed === undefined) board.end('reuse', 'skipped')
  else board.end('reuse', isResumed ? 'passed' : 'warned')
  return connection
}

const isOverIPv6 = ({ context }: OwnConnection) =>
  plainAddress(context.socket.remoteAddress ?? '').includes(':')

function verdictOf(run: CheckRun, board: CheckBoard, events: ProtocolEvent[]): CheckItem {
  const diagnoses = new Map<string, Diagnosis>()
  // Each failed way is a case of its own: a later success must not hide it.
  for (const end of caseEnds(events)) {
    const talk = events.filter((one) => one.connection === end.connection && one.seq <= end.seq)
    const [verdict] = diagnoseEvents(talk, run.locale)
    if (verdict && !diagnoses.has(verdict.code)) diagnoses.set(verdict.code, verdict)
  }
  const isListed = board.stateOf('listing') === 'passed'
  const isClean = [...toLogin, ...strategies].every((id) => board.stateOf(id) !== 'failed')
  return {
    kind: 'verdict',
    verdict: !isListed ? 'broken' : isClean ? 'fine' : 'usable',
    diagnoses: [...diagnoses.values()],
    recommended: recommend(run.settings, board, [...diagnoses.values()]),
  }
}

function caseEnds(events: readonly ProtocolEvent[]): ProtocolEvent[] {
  const failed = events.filter(
    (event) => event.kind === 'operation-end' && event.outcome === 'failed',
  )
  const last = events.at(-1)
  return failed.length === 0 && last ? [last] : failed
}

/** What proved to work, where it differs from the settings in use. */
function recommend(
  settings: ConnectionSettings,
  board: CheckBoard,
  diagnoses: readonly Diagnosis[],
): SettingsCure {
  const works = (id: CheckId) => board.stateOf(id) === 'passed'
  if (board.stateOf('login') !== 'passed') return diagnoses[0]?.cure?.settings ?? {}
  const isPassive = works('epsv') || works('pasv')
  const isActive = works('eprt') || works('port')
  const needsOld = !works('epsv') && works('pasv') && board.stateOf('epsv') === 'failed'
  const mode = isPassive ? 'passive' : isActive ? 'active' : undefined
  const isWrongMode =
    mode !== undefined &&
    ((settings.mode === 'active' && !isActive) || (settings.mode === 'passive' && !isPassive))
  return {
    ...(isWrongMode || (mode === 'active' && settings.mode === 'auto') ? { mode } : {}),
    ...(needsOld && !settings.quirks.noEpsv ? { quirks: { noEpsv: true } } : {}),
  }
}
