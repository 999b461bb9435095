import type { ProtocolEvent, ProtocolItem } from '../contract/protocolLog.ts'
import type { StreamSink } from '../contract/rpc.ts'
import type { Transcript } from './ftp/transcript.ts'

/** Events that wait for a slow reader at most; what is dropped is counted and told. */
const maximumWaiting = 20_000
/** Events in one batch: a window must not choke on a million at once. */
const batchSize = 2_000
/** Milliseconds between two batches. */
const interval = 50

/** Streams the kept events of one session (or all), then new ones as they come. */
export function streamProtocol(
  transcript: Transcript,
  sink: StreamSink<ProtocolItem>,
  filter: { sessionId?: string | undefined },
): void {
  const { sessionId } = filter
  const isWanted = (event: ProtocolEvent) =>
    sessionId === undefined || event.sessionId === sessionId
  let waiting: ProtocolEvent[] = transcript.events().filter(isWanted)
  let skipped = 0
  let isSending = false

  const pump = async () => {
    isSending = true
    try {
      while ((waiting.length > 0 || skipped > 0) && !sink.signal.aborted) {
        const batch: ProtocolItem[] = skipped > 0 ? [{ kind: 'skipped', count: skipped }] : []
        skipped = 0
        batch.push(...waiting.splice(0, batchSize))
        await sink.send(batch)
        if (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, interval))
      }
    } finally {
      isSending = false
    }
  }
  const start = () => {
    if (!isSending) void pump().catch(stop)
  }
  const stop = transcript.onEvent((event) => {
    if (!isWanted(event)) return
    waiting.push(event)
    if (waiting.length > maximumWaiting) {
      skipped += waiting.length - maximumWaiting
      waiting = waiting.slice(-maximumWaiting)
    }
    start()
  })
  sink.signal.addEventListener('abort', stop, { once: true })
  start()
}
