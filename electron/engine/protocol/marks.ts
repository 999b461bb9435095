import type { ProtocolMark } from '../../contract/explain.ts'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import { explainCommand, explainEvent, explainReply } from '../knowledge/explain.ts'
import type { ExplainContext } from '../knowledge/explain.ts'
import { createSequenceChecker } from '../knowledge/sequence.ts'
import type { Finding, SequenceChecker } from '../knowledge/sequence.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { toKnowledge } from './knowledgeEvents.ts'

/** What is known of a control connection while it talks. */
type Talk = {
  checker: SequenceChecker
  isEncrypted: boolean
  serverAddress: string | undefined
  clientAddress: string | undefined
}

export type Marks = {
  /** Verdict of the sequence checker, kept for lines that are not in order. */
  findingOf(seq: number): Finding | undefined
  watch(sink: StreamSink<ProtocolMark>): void
  clear(): void
}

/** Marks kept at most; a server that does nothing right must not fill the memory. */
const maximumMarks = 20_000
/** Conversations followed at a time; far more than any server allows. */
const maximumTalks = 1_000
/** Commands and replies that can carry a warning: only these are looked at more closely. */
const warnableVerbs = /^(USER|PASS|ACCT|PROT|CCC|NOOP|PORT|EPRT|LPRT)$/
const warnableCodes = new Set([227, 228, 229])

/** Follows all conversations while they happen, and remembers the lines that deserve a sign. */
export function createMarks(transcript: Transcript): Marks {
  const talks = new Map<number, Talk>()
  const findings = new Map<number, Finding>()
  const marks = new Map<number, ProtocolMark>()
  const readers = new Set<(mark: ProtocolMark) => void>()

  const talkOf = (connection: number): Talk => {
    let talk = talks.get(connection)
    if (!talk) {
      talk = {
        checker: createSequenceChecker(),
        isEncrypted: false,
        serverAddress: undefined,
        clientAddress: undefined,
      }
      talks.set(connection, talk)
      // The end of a connection is not its last event (QUIT comes after it): the oldest gives way.
      const [oldest = connection] = talks.keys()
      if (talks.size > maximumTalks) talks.delete(oldest)
    }
    return talk
  }

  const judge = (event: ProtocolEvent, talk: Talk): Finding | undefined => {
    if (event.kind === 'command') {
      const [verb = '', ...rest] = event.text.split(' ')
      return talk.checker.onCommand(verb, rest.join(' '))
    }
    if (event.kind === 'reply') return talk.checker.onReply(event.code)
    return undefined
  }

  const warningsOf = (event: ProtocolEvent, talk: Talk, isTransferRunning: boolean): string[] => {
    const context: ExplainContext = {
      isEncrypted: talk.isEncrypted,
      isTransferRunning,
      ...(talk.serverAddress ? { serverAddress: talk.serverAddress } : {}),
      ...(talk.clientAddress ? { clientAddress: talk.clientAddress } : {}),
    }
    if (event.kind === 'command')
      return warnableVerbs.test(event.verb)
        ? explainCommand(event.text, 'en', context).warnings.map(({ code }) => code)
        : []
    if (event.kind === 'reply')
      return warnableCodes.has(event.code)
        ? explainReply(event, { ...context, command: event.verb ?? '' }, 'en').warnings.map(
            ({ code }) => code,
          )
        : []
    if ((event.kind !== 'tls' && event.kind !== 'data') || !event.tls) return []
    const known = toKnowledge(event)
    return known ? (explainEvent(known, 'en')?.warnings.map(({ code }) => code) ?? []) : []
  }

  const remember = (mark: ProtocolMark) => {
    marks.set(mark.seq, mark)
    if (marks.size > maximumMarks) {
      const [oldest = 0] = marks.keys()
      marks.delete(oldest)
      findings.delete(oldest)
    }
    for (const tell of readers) tell(mark)
  }

  transcript.onEvent((event) => {
    if (event.kind === 'operation' || event.kind === 'operation-end' || event.kind === 'note')
      return
    const talk = talkOf(event.connection)
    if (event.kind === 'tcp' && event.step === 'open') {
      talk.serverAddress = event.remote?.host
      talk.clientAddress = event.local?.host
    }
    if (event.kind === 'tls' && event.step === 'open') {
      talk.isEncrypted = true
      talk.checker.onTls()
    }
    const isTransferRunning = event.kind === 'command' && talk.checker.isTransferRunning()
    const finding = judge(event, talk)
    const codes = warningsOf(event, talk, isTransferRunning)
    if (finding && !finding.ok) {
      findings.set(event.seq, finding)
      remember({ seq: event.seq, kind: 'out-of-sequence', codes: ['out-of-sequence', ...codes] })
    } else if (codes.length > 0) remember({ seq: event.seq, kind: 'warning', codes })
  })

  return {
    findingOf: (seq) => findings.get(seq),
    clear() {
      marks.clear()
      findings.clear()
    },
    watch(sink) {
      let waiting = [...marks.values()]
      let isSending = false
      const pump = async () => {
        isSending = true
        try {
          while (waiting.length > 0 && !sink.signal.aborted) {
            const batch = waiting
            waiting = []
            await sink.send(batch)
          }
        } finally {
          isSending = false
        }
      }
      const tell = (mark: ProtocolMark) => {
        waiting.push(mark)
        if (!isSending) void pump().catch(stop)
      }
      const stop = () => readers.delete(tell)
      readers.add(tell)
      sink.signal.addEventListener('abort', stop, { once: true })
      if (waiting.length > 0) void pump().catch(stop)
    },
  }
}
