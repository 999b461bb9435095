import type { ProtocolEvent, ProtocolItem } from '../contract/protocolLog.ts'
import type { StreamSink } from '../contract/rpc.ts'
import type { Transcript } from './ftp/transcript.ts'

/** Events in one batch: a window must not choke on a million at once. */
const batchSize = 1_000
/** Milliseconds between two batches, so that many small ones become one. */
const interval = 50

/**
 * Streams the kept events of one session (or all), then new ones as they come. A reader has a place
 * in the ring and no queue of its own: what the ring has dropped before it came there is counted
 * and told.
 */
export function streamProtocol(
  transcript: Transcript,
  sink: StreamSink<ProtocolItem>,
  filter: { sessionId?: string | undefined },
): void {
  const { sessionId } = filter
  const isWanted = (event: ProtocolEvent) =>
    sessionId === undefined || event.sessionId === sessionId
  let place = transcript.range().first
  let isSending = false

  /** The next events after `place`; moves it. */
  const next = (): ProtocolItem[] => {
    const { first, cleared } = transcript.range()
    // What the user threw away is not missed.
    place = Math.max(place, cleared)
    const lost = Math.max(0, first - place)
    place += lost
    const items: ProtocolItem[] = lost > 0 ? [{ kind: 'skipped', count: lost }] : []
    const events = transcript.slice(place, batchSize)
    place += events.length
    for (const event of events) if (isWanted(event)) items.push(event)
    return items
  }
  const isBehind = () => place < transcript.range().next

  const pump = async () => {
    isSending = true
    try {
      while (isBehind() && !sink.signal.aborted) {
        const batch = next()
        if (batch.length > 0) await sink.send(batch)
        if (!isBehind()) await new Promise((resolve) => setTimeout(resolve, interval))
      }
    } finally {
      isSending = false
    }
  }
  const start = () => {
    if (!isSending) void pump().catch(stop)
  }
  const stop = transcript.onEvent(start)
  sink.signal.addEventListener('abort', stop, { once: true })
  start()
}
