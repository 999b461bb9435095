import type { Diagnosis, DiagnosisTarget, Locale } from '../../contract/explain.ts'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { diagnose } from '../knowledge/diagnose.ts'
import { conversationOf } from './knowledgeEvents.ts'

/** Events of one connection that are looked at: the newest ones, which hold the failure. */
const maximumEvents = 5_000

/** What the events of one connection say about the failure that they end with. */
export function diagnoseEvents(events: readonly ProtocolEvent[], locale: Locale): Diagnosis[] {
  const conversation = conversationOf(events.slice(-maximumEvents))
  const known = conversation.map(({ known }) => known)
  return diagnose(known, locale).map(({ evidence, ...rest }) => ({
    ...rest,
    evidence: [...new Set(evidence.flatMap((place) => conversation[place]?.event ?? []))],
  }))
}

/** Finds the failed connection of a target in the transcript, and explains what went wrong. */
export function diagnoseTarget(
  transcript: Transcript,
  target: DiagnosisTarget,
  locale: Locale,
): Diagnosis[] {
  const events = transcript.events()
  const end = endOf(events, target)
  if (!end) return []
  const talk = events.filter(
    ({ connection, seq }) => connection === end.connection && seq <= end.seq,
  )
  return diagnoseEvents(talk, locale)
}

type End = { connection: number; seq: number }

/** The last event of the conversation that failed. */
function endOf(events: readonly ProtocolEvent[], target: DiagnosisTarget): End | undefined {
  if ('transferId' in target) return endOfTransfer(events, target.transferId)
  const isIts = (event: ProtocolEvent) =>
    'sessionId' in target
      ? event.sessionId === target.sessionId
      : event.kind === 'tcp' &&
        event.step === 'dialling' &&
        event.remote?.host === target.host &&
        event.remote.port === target.port
  const failed = events.findLast(
    (event) => isIts(event) && event.kind === 'operation-end' && event.outcome === 'failed',
  )
  if (failed) return { connection: failed.connection, seq: failed.seq }
  const last = events.findLast(isIts)
  return last && { connection: last.connection, seq: Infinity }
}

/** A transfer that failed before it had a connection of its own is told by that connection. */
function endOfTransfer(events: readonly ProtocolEvent[], transferId: string): End | undefined {
  const start = events.findLast(
    (event) => event.kind === 'operation' && event.transferId === transferId,
  )
  if (!start) return undefined
  const end = events.find(
    (event) => event.kind === 'operation-end' && event.operation === start.operation,
  )
  return { connection: start.connection, seq: end?.seq ?? Infinity }
}
