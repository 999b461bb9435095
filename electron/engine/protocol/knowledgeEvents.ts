import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import type { ProtocolEvent as KnownEvent } from '../knowledge/events.ts'

/** Closing on purpose: by the user, by Sampan's end, or because a connection is not needed. */
const isOwnWish = (detail: string | undefined) =>
  detail === undefined || /^User closed client|^Cancelled$/i.test(detail)

/**
 * An event of the transcript in the words of the knowledge base; undefined for what it has no
 * interest in (the frames of operations).
 */
export function toKnowledge(event: ProtocolEvent): KnownEvent | undefined {
  const time = event.at
  switch (event.kind) {
    case 'command':
      return { time, kind: 'command', verb: event.verb, text: event.text }
    case 'reply':
      return {
        time,
        kind: 'reply',
        code: event.code,
        lines: event.lines,
        ...(event.verb ? { verb: event.verb } : {}),
      }
    case 'tcp': {
      const { host, port } = event.remote ?? { host: '', port: 0 }
      // An end that the client wished for is no failure, whoever was last to speak.
      if (event.step === 'closed' && event.by === 'client' && isOwnWish(event.detail))
        return { time, kind: 'status', text: event.detail ?? '' }
      const error = event.step === 'open' || event.step === 'dialling' ? undefined : event.detail
      return { time, kind: 'tcp', step: event.step, host, port, ...(error ? { error } : {}) }
    }
    case 'tls':
      return {
        time,
        kind: 'tls',
        step: event.step,
        ...(event.tls ?? {}),
        ...(event.detail ? { error: event.detail } : {}),
      }
    case 'data':
      return {
        time,
        kind: 'data',
        mode: event.mode,
        step: event.step,
        ...(event.local ? { local: event.local } : {}),
        ...(event.remote ? { remote: event.remote } : {}),
        ...(event.detail ? { error: event.detail } : {}),
        ...(event.tls ? { tls: event.tls } : {}),
      }
    case 'note':
      return {
        time,
        // The client's own remarks about what it saw are not evidence of what happened.
        kind: event.level === 'error' ? 'error' : 'status',
        code: event.code,
        text: Object.values(event.values).join(' '),
      }
    default:
      return undefined
  }
}

type Told = { known: KnownEvent; event: ProtocolEvent }

/** How the engine words the finding that something else than FTP answered. */
const otherProtocol = /^The server on this port speaks (\S+), not FTP$/

/**
 * The events of one conversation for a diagnosis, each with the event it came from. What closed the
 * connection is told twice: as an error in its own words, and as the end of the connection.
 */
export function conversationOf(events: readonly ProtocolEvent[]): Told[] {
  const told: Told[] = []
  let end: number | undefined
  for (const event of events) {
    const known = toKnowledge(event)
    if (!known) continue
    // A data connection that the server had ended in good order is booked after the control
    // connection, although its bytes were all there before.
    if (
      event.kind === 'data' &&
      event.step === 'closed' &&
      event.by === 'server' &&
      end !== undefined
    ) {
      told.splice(end, 0, { known, event })
      continue
    }
    if (known.kind === 'tcp' && known.step === 'closed' && known.error) {
      end = told.length
      told.push({ known: errorOf(known.time, known.error), event })
    }
    told.push({ known, event })
  }
  return told
}

function errorOf(time: number, text: string): KnownEvent {
  const code = /certificate/i.test(text) ? { code: 'certificate' } : {}
  return { time, kind: 'error', ...code, text: otherProtocol.exec(text)?.[1] ?? text }
}
