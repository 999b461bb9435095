import type { Explained, Locale } from '../../contract/explain.ts'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { isDataSetupVerb, isTransferVerb } from '../knowledge/commands.ts'
import { explainCommand, explainEvent, explainReply } from '../knowledge/explain.ts'
import type { ExplainContext } from '../knowledge/explain.ts'
import { toKnowledge } from './knowledgeEvents.ts'
import type { Marks } from './marks.ts'

type CommandEvent = Extract<ProtocolEvent, { kind: 'command' }>

/** What the events before a line say about its connection. */
type Before = {
  isEncrypted: boolean
  serverAddress?: string
  clientAddress?: string
  /** The last command, and the last one that arranged or used a data connection. */
  command?: CommandEvent
  mode?: 'active' | 'passive'
  transfer?: CommandEvent
  isTransferRunning: boolean
  hasSpoken: boolean
}

function readBefore(events: Iterable<ProtocolEvent>, line: ProtocolEvent): Before {
  const before: Before = { isEncrypted: false, isTransferRunning: false, hasSpoken: false }
  for (const event of events) {
    if (event.seq >= line.seq) break
    if (event.connection !== line.connection) continue
    if (event.kind === 'tcp' && event.step === 'open') {
      if (event.remote) before.serverAddress = event.remote.host
      if (event.local) before.clientAddress = event.local.host
    }
    if (event.kind === 'tls' && event.step === 'open') before.isEncrypted = true
    if (event.kind === 'command') readCommand(event, before)
    if (event.kind === 'reply') {
      before.hasSpoken = true
      const isOfTransfer = before.transfer && event.verb === before.transfer.verb
      if (isOfTransfer) before.isTransferRunning = event.code < 200
    }
  }
  return before
}

function readCommand(event: CommandEvent, before: Before): void {
  before.command = event
  if (isDataSetupVerb(event.verb) && event.verb !== 'PRET')
    before.mode = /^(PORT|EPRT|LPRT)$/.test(event.verb) ? 'active' : 'passive'
  if (isTransferVerb(event.verb)) before.transfer = event
}

/** Explains one kept event in its place in the conversation. */
export function explainLine(
  transcript: Transcript,
  marks: Marks,
  seq: number,
  locale: Locale,
): Explained | null {
  const event = transcript.find(seq)
  if (!event) return null
  const before = readBefore(transcript.kept(), event)
  const finding = marks.findingOf(seq)
  const context: ExplainContext = {
    isEncrypted: before.isEncrypted,
    isTransferRunning: before.isTransferRunning,
    ...(before.serverAddress ? { serverAddress: before.serverAddress } : {}),
    ...(before.clientAddress ? { clientAddress: before.clientAddress } : {}),
    ...(finding ? { finding } : {}),
  }
  if (event.kind === 'command')
    return { event, explanation: explainCommand(event.text, locale, context) }
  if (event.kind === 'reply') {
    const { command } = before
    const isAnswer = event.verb !== undefined && command !== undefined
    const explanation = explainReply(
      event,
      {
        ...context,
        ...(isAnswer ? { command: command.text } : {}),
        ...(before.hasSpoken ? {} : { moment: 'greeting' }),
        ...(before.mode ? { mode: before.mode } : {}),
      },
      locale,
    )
    return {
      event,
      explanation,
      ...(isAnswer ? { command: { seq: command.seq, text: command.text } } : {}),
    }
  }
  const known = toKnowledge(event)
  const command = (before.transfer ?? before.command)?.text
  const explanation = known && explainEvent(known, locale, command ? { command } : {})
  return explanation ? { event, explanation } : null
}
