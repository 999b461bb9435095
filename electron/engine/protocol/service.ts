import type { ApiServer } from '../../contract/api.ts'
import type { explainCalls } from '../../contract/explain.ts'
import type { ConnectionSettings } from '../../contract/sessions.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { completions, refusalFor } from '../knowledge/features.ts'
import { say } from '../knowledge/text.ts'
import type { Gatekeeper } from '../serverGate.ts'
import { serverIdOf } from '../serverPool.ts'
import type { ServerPool } from '../serverPool.ts'
import type { Sessions } from '../sessions.ts'
import type { ResolvedRequest, SiteService } from '../sites/siteService.ts'
import { runChecks } from './checks.ts'
import { compareModes } from './compare.ts'
import { diagnoseTarget } from './diagnose.ts'
import { explainLine } from './explain.ts'
import { createMarks } from './marks.ts'
import { createOrderedSender } from './orderedSender.ts'
import { createTour } from './tour.ts'

export type ProtocolServiceOptions = {
  transcript: Transcript
  sessions: Pick<Sessions, 'get' | 'serverOf'>
  pool: Pick<ServerPool, 'credentialsOf'>
  resolve: SiteService['resolve']
  /** Asks a person where nothing else can tell. */
  gate: () => Gatekeeper
  /** Whether a server once offered TLS. */
  hadTls: (settings: ConnectionSettings) => boolean
  logFolder: string
}
type Calls = Pick<ApiServer, keyof typeof explainCalls>

export type ProtocolService = {
  calls: Calls
  /** Forgets the signs of lines that are thrown away. */
  clear(): void
  close(): Promise<void>
}

/** What the protocol view asks: explanations, diagnoses, checks, completions and the tour. */
export function createProtocolService(options: ProtocolServiceOptions): ProtocolService {
  const { transcript, sessions, pool } = options
  const marks = createMarks(transcript)
  const tour = createTour(transcript)

  /** A session's own server with the certificate it has accepted already. */
  const ofSession = (id: string): ResolvedRequest & { accepted?: string } => {
    const { title, settings, siteId, tls } = sessions.get(id)
    return {
      title,
      settings,
      credentials: pool.credentialsOf(sessions.serverOf(id)),
      ...(siteId ? { siteId } : {}),
      ...(tls ? { accepted: tls.fingerprint } : {}),
    }
  }

  const check: Calls['runChecks'] = async (sink, target, locale) => {
    const server: ReturnType<typeof ofSession> =
      'sessionId' in target ? ofSession(target.sessionId) : options.resolve(target)
    const { settings, credentials, siteId, title } = server
    const about = { title, settings, ...(siteId ? { siteId } : {}) }
    const record = { id: serverIdOf(about), ...about }
    const gate = options.gate()
    const sender = createOrderedSender(sink)
    await runChecks({
      settings,
      hadTls: options.hadTls(settings),
      transcript,
      locale,
      signal: sink.signal,
      tell: (item) => sender.send(item),
      ask: {
        ...(await gate.routeSecrets(record, credentials, sink.signal)),
        credentials: (signal, wanted) => gate.credentials(record, credentials, signal, wanted),
        acceptPlain: (signal) => gate.acceptPlain(record, signal),
        async trust(question, signal) {
          if (question.certificate.fingerprint === server.accepted) return 'once'
          return gate.trust(record, question, signal)
        },
      },
    })
    await sender.sent()
  }

  return {
    calls: {
      explain: async (_signal, seq, locale) => explainLine(transcript, marks, seq, locale),
      watchMarks: (sink) => marks.watch(sink),
      diagnose: async (_signal, target, locale) => diagnoseTarget(transcript, target, locale),
      runChecks: check,
      async completeCommand(_signal, id, locale) {
        const { features } = sessions.get(id)
        return completions(features, helpLinesOf(transcript, id)).map(({ title, ...rest }) => ({
          ...rest,
          title: say(title, locale),
        }))
      },
      async refusalOf(_signal, line, locale) {
        const reason = refusalFor(line)
        return reason ? say(reason, locale) : null
      },
      tourSteps: async (_signal, locale) => tour.steps(locale),
      runTourStep: (sink, id) => tour.run(sink, id),
      endTour: () => tour.end(),
      compareModes: (sink, pace) => compareModes(transcript, sink, pace),
      protocolLogFolder: async () => options.logFolder,
    },
    clear: () => marks.clear(),
    close: () => tour.end(),
  }
}

/** The answer to the last HELP that the user typed, if any. */
function helpLinesOf(transcript: Transcript, sessionId: string): readonly string[] {
  let lines: readonly string[] = []
  for (const event of transcript.kept())
    if (event.kind === 'reply' && event.verb === 'HELP' && event.sessionId === sessionId)
      lines = event.lines
  return lines
}
