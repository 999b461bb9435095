import { channel } from 'node:diagnostics_channel'
import type { ProtocolEvent, ProtocolEventInput } from '../../contract/protocolLog.ts'

/** What one control connection reports with; it knows session, connection and running operation. */
export type ConnectionLog = {
  record(event: WithoutPlace<ProtocolEventInput>): void
  setOperation(operation: number | undefined): void
}
type WithoutPlace<T> = T extends unknown ? Omit<T, 'sessionId' | 'connection' | 'operation'> : never

export type Transcript = {
  record(event: ProtocolEventInput): ProtocolEvent
  nextConnection(): number
  nextOperation(): number
  nextChannel(): number
  /** Kept events, oldest first, as a list of the caller's own. */
  events(): ProtocolEvent[]
  /** The same without a copy; good until the next event. */
  kept(): Iterable<ProtocolEvent>
  /** Kept events from a number on, at most so many: for readers that go at their own pace. */
  slice(fromSeq: number, most: number): ProtocolEvent[]
  /** Number of the oldest kept event, of the next one, and of the first one after a `clear`. */
  range(): { first: number; next: number; cleared: number }
  find(seq: number): ProtocolEvent | undefined
  clear(): void
  onEvent(listener: (event: ProtocolEvent) => void): () => void
  forConnection(sessionId: string, connection: number): ConnectionLog
}

/** For whoever watches the whole process from outside, as the test run does. */
const observers = channel('sampan.protocol')

/** Bytes kept in memory, estimated; older events give way. */
const defaultCapacity = 64 * 1024 * 1024

/** Rough cost of an event in memory: its text, and the objects around it. */
function costOf(event: ProtocolEvent): number {
  if (event.kind === 'command') return 200 + event.text.length * 2
  if (event.kind === 'reply') {
    let cost = 200
    for (const line of event.lines) cost += 32 + line.length * 2
    return cost
  }
  return 300
}

/**
 * The engine's structured record of what every connection said and did. Appending is constant
 * time; a ring bounded in bytes holds the newest events.
 */
export function createTranscript(capacity = defaultCapacity): Transcript {
  let events: ProtocolEvent[] = []
  // Index of the oldest kept event: dropping from the front must not move a million others.
  let first = 0
  let bytes = 0
  let seq = 0
  let cleared = 0
  let connections = 0
  let operations = 0
  let channels = 0
  const listeners = new Set<(event: ProtocolEvent) => void>()

  const dropOldest = () => {
    while (bytes > capacity && first < events.length - 1) bytes -= costOf(events[first++]!)
    if (first > 4_096 && first > events.length / 2) {
      events = events.slice(first)
      first = 0
    }
  }
  /** Numbers grow by one an event, so the place follows from the first one kept. */
  const placeOf = (wanted: number) => {
    const start = events[first]
    return start ? first + wanted - start.seq : first
  }

  const append = (event: ProtocolEvent): ProtocolEvent => {
    events.push(event)
    bytes += costOf(event)
    if (bytes > capacity) dropOldest()
    for (const listener of listeners) listener(event)
    if (observers.hasSubscribers) observers.publish(event)
    return event
  }
  const stamp = () => ({ seq: seq++, time: Date.now(), at: performance.now() })

  return {
    record: (event) => append({ ...event, ...stamp() }),
    nextConnection: () => ++connections,
    nextOperation: () => ++operations,
    nextChannel: () => ++channels,
    events: () => events.slice(first),
    *kept() {
      for (let place = first; place < events.length; place++) yield events[place]!
    },
    slice(fromSeq, most) {
      const start = Math.max(first, placeOf(fromSeq))
      return events.slice(start, start + most)
    },
    range: () => ({ first: events[first]?.seq ?? seq, next: seq, cleared }),
    find(wanted) {
      const place = placeOf(wanted)
      return place < first ? undefined : events[place]
    },
    clear() {
      events = []
      first = 0
      bytes = 0
      cleared = seq
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forConnection(sessionId, connection) {
      let operation: number | undefined
      return {
        record(event) {
          const place = operation === undefined ? {} : { operation }
          append({ ...event, sessionId, connection, ...place, ...stamp() })
        },
        setOperation(value) {
          operation = value
        },
      }
    },
  }
}
