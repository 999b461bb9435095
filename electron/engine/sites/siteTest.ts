import { randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import { TestStep } from '../../contract/sites.ts'
import type { TestResult } from '../../contract/sites.ts'
import { emptyModeMemory } from '../ftp/dataModes.ts'
import { openFtpConnection } from '../ftp/ftpConnection.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { runOperation } from '../operations.ts'
import type { Gatekeeper } from '../serverGate.ts'
import { serverIdOf } from '../serverPool.ts'
import type { ResolvedRequest } from './siteService.ts'

/** Gives up after this many milliseconds, whatever the site's own timeouts add up to. */
const patience = 120_000

/**
 * Connects, logs in, lists the first folder and ends, telling each step. It uses a connection and
 * a memory of its own: nothing that is open is disturbed, and nothing learnt elsewhere helps. Only
 * `hadTls`, whether the server once offered TLS, keeps it from going on in the clear.
 */
export async function testConnection(
  sink: StreamSink<TestResult>,
  server: ResolvedRequest,
  { gate, transcript, hadTls }: { gate: Gatekeeper; transcript: Transcript; hadTls: boolean },
): Promise<void> {
  const sessionId = `test:${randomUUID()}`
  const { title, settings, credentials, siteId } = server
  const about = { title, settings, ...(siteId ? { siteId } : {}) }
  const record = { id: serverIdOf(about), ...about }
  const signal = AbortSignal.any([sink.signal, AbortSignal.timeout(patience)])
  const steps = createSteps(sink)
  const stopReading = transcript.onEvent((event) => {
    if (event.sessionId === sessionId) steps.read(event)
  })
  try {
    const connection = await openFtpConnection({
      ...(await gate.routeSecrets(record, credentials, signal)),
      settings: () => settings,
      credentials: (inner, wanted) => gate.credentials(record, credentials, inner, wanted),
      acceptPlain: (inner) => gate.acceptPlain(record, inner),
      trust: (question, inner) => gate.trust(record, question, inner),
      memory: {
        features: undefined,
        hadTls,
        modes: emptyModeMemory(),
        lists: { refused: new Set() },
      },
      transcript,
      sessionId,
      signal,
    })
    try {
      const folder = settings.remoteFolder ?? connection.homeFolder
      steps.begin('listing')
      let entries = 0
      await runOperation(transcript, connection, sessionId, { verb: 'list', subject: folder }, () =>
        connection.list(folder, (slice) => void (entries += slice.length), signal),
      )
      steps.end('listing', 'done', `${folder}: ${entries} (${connection.modeInUse ?? ''})`)
    } finally {
      connection.close()
    }
  } catch (thrown) {
    if (sink.signal.aborted) return
    const error = signal.aborted
      ? new AppError('timeout', 'The test took too long')
      : AppError.from(thrown)
    steps.fail(error)
  } finally {
    stopReading()
  }
  await steps.sent()
}

/** Steps and what is known of each; the newest value of a step is sent, in order. */
function createSteps(sink: StreamSink<TestResult>) {
  const startedAt = new Map<TestStep, number>()
  const ended = new Set<TestStep>()
  const waiting = new Map<TestStep, TestResult>()
  let sending: Promise<void> | undefined

  const tell = (result: TestResult) => {
    waiting.set(result.step, result)
    sending ??= (async () => {
      while (waiting.size > 0 && !sink.signal.aborted) {
        const batch = [...waiting.values()]
        waiting.clear()
        await sink.send(batch)
      }
      sending = undefined
    })().catch(() => {})
  }
  const begin = (step: TestStep) => {
    if (startedAt.has(step)) return
    startedAt.set(step, performance.now())
    tell({ step, state: 'running' })
  }
  const end = (step: TestStep, state: TestResult['state'], detail?: string) => {
    if (ended.has(step)) return
    begin(step)
    ended.add(step)
    const duration = performance.now() - startedAt.get(step)!
    tell({ step, state, duration, ...(detail ? { detail } : {}) })
  }

  const readReply = (event: ProtocolEvent & { kind: 'reply' }) => {
    const [first = ''] = event.lines
    if (event.verb === undefined && event.code === 220) end('greeting', 'done', first)
    else if (event.verb === undefined) begin('greeting')
    else if (/^(USER|PASS|ACCT)$/.test(event.verb) && /^2/.test(String(event.code)))
      end('login', 'done', first)
    else if (event.verb === 'FEAT')
      end('features', event.code === 211 ? 'done' : 'warning', event.lines.join(' ').slice(0, 500))
  }

  return {
    begin,
    end,
    read(event: ProtocolEvent) {
      if (event.kind === 'tcp' && event.step === 'dialling') begin('connect')
      else if (event.kind === 'tcp' && event.step === 'open')
        end('connect', 'done', event.remote ? `${event.remote.host}:${event.remote.port}` : '')
      else if (event.kind === 'tls' && event.step === 'started') begin('tls')
      else if (event.kind === 'tls' && event.step === 'open')
        end('tls', 'done', event.tls ? `${event.tls.version}, ${event.tls.cipher}` : '')
      else if (event.kind === 'note' && event.code === 'connection-plain') end('tls', 'warning')
      else if (event.kind === 'command' && event.verb === 'USER') begin('login')
      else if (event.kind === 'command' && event.verb === 'FEAT') begin('features')
      else if (event.kind === 'reply') readReply(event)
    },
    /** The step under way failed; what would have come after it was not tried. */
    fail(error: AppError) {
      const failed =
        TestStep.options.findLast((step) => startedAt.has(step) && !ended.has(step)) ??
        TestStep.options.find((step) => !ended.has(step)) ??
        'listing'
      const started = startedAt.get(failed)
      tell({
        step: failed,
        state: 'failed',
        error: error.toData(),
        ...(started === undefined ? {} : { duration: performance.now() - started }),
      })
      for (const step of TestStep.options)
        if (step !== failed && !ended.has(step)) tell({ step, state: 'skipped' })
    },
    async sent() {
      while (sending) await sending
    },
  }
}
