import type { ProtocolEvent, ProtocolItem } from '../../../electron/contract/protocolLog.ts'
import type { Language } from '../../i18n.ts'

type OfKind<K extends ProtocolEvent['kind']> = Extract<ProtocolEvent, { kind: K }>
export type OperationEvent = OfKind<'operation'>
export type LineEvent = Exclude<ProtocolEvent, { kind: 'operation' | 'operation-end' }>
export type LineKind = LineEvent['kind']

/** What is looked for, ready to be tried on a million lines. */
export type LineTest = { line(line: LogLine): boolean; subject(text: string): boolean }

/** One line of the log. A reply of five lines makes five of them. */
export type LogLine = {
  key: string
  event: LineEvent
  part: number
  /** What a search looks at, once it has looked: text that is not the server's or the client's. */
  words: { language: Language; text: string } | undefined
}

/** What belongs to one job of the client, or lines that belong to none. */
export type LogGroup = {
  key: string
  /** Grows by one a group. */
  number: number
  operation?: OperationEvent
  end?: OfKind<'operation-end'>
  lines: LogLine[]
  commands: number
  /** What stood before this group and is no longer kept, here or in the engine. */
  skipped: number
}

/** How much of each job is shown. */
export type LogLevel = 'results' | 'commands' | 'everything'
/** Whose lines are shown. */
export type LogScope =
  | { of: 'all' }
  | { of: 'connection'; connection: number }
  | { of: 'session'; sessionId: string }
  | { of: 'transfer'; transferId: string }
export type LogView = {
  level: LogLevel
  kinds: ReadonlySet<LineKind>
  scope: LogScope
  /** undefined: everything is found. */
  search: LineTest | undefined
  isFolded(group: LogGroup): boolean
}
export type LogRow =
  | {
      key: string
      type: 'operation'
      operation: OperationEvent
      group: LogGroup
      isFolded: boolean
    }
  | { key: string; type: 'line'; line: LogLine }
  | { key: string; type: 'skipped'; count: number }

export type Log = {
  add(items: readonly ProtocolItem[]): void
  clear(): void
  readonly groups: readonly LogGroup[]
  readonly lineCount: number
  /** Control connections seen, in order. */
  readonly connections: ReadonlySet<number>
  /**
   * Number of the first group that changed since the last call; Infinity: none did. That older ones
   * were dropped is seen by the oldest group.
   */
  takeChanged(): number
}

/**
 * Keeps the newest `limit` lines, folded by operation. `prepare` sees each line once, when it comes:
 * what a search would need later is best done a few lines at a time.
 */
export function createLog(limit: number, prepare?: (line: LogLine) => void): Log {
  let groups: LogGroup[] = []
  let byOperation = new Map<number, LogGroup>()
  let byChannel = new Map<number, LogGroup>()
  let connections = new Set<number>()
  let lineCount = 0
  let skippedNext = 0
  let nextNumber = 0
  let changed = Infinity

  const touch = (group: LogGroup) => {
    changed = Math.min(changed, group.number)
  }
  const open = (key: string, operation?: OperationEvent): LogGroup => {
    const number = nextNumber++
    const group: LogGroup = { key, number, lines: [], commands: 0, skipped: skippedNext }
    if (operation) group.operation = operation
    skippedNext = 0
    groups.push(group)
    touch(group)
    return group
  }

  const addLines = (group: LogGroup, event: LineEvent) => {
    const parts = event.kind === 'reply' ? Math.max(1, event.lines.length) : 1
    for (let part = 0; part < parts; part++) {
      const line: LogLine = { key: `${event.seq}.${part}`, event, part, words: undefined }
      group.lines.push(line)
      prepare?.(line)
    }
    lineCount += parts
    if (event.kind === 'command') group.commands++
    touch(group)
  }

  const groupOf = (event: ProtocolEvent): LogGroup | undefined => {
    if (event.operation !== undefined) return byOperation.get(event.operation)
    // A data connection is closed a moment after the job that used it has its answer.
    if (event.kind !== 'data') return undefined
    const group = byChannel.get(event.channel)
    if (event.step === 'closed' || event.step === 'failed') byChannel.delete(event.channel)
    return group
  }

  const addEvent = (event: ProtocolEvent) => {
    connections.add(event.connection)
    if (event.kind === 'operation') {
      const group = open(`o${event.seq}`, event)
      if (event.operation !== undefined) byOperation.set(event.operation, group)
      return
    }
    const known = groupOf(event)
    if (event.kind === 'operation-end') {
      if (!known) return
      known.end = event
      return touch(known)
    }
    if (known) {
      if (event.kind === 'data' && event.step !== 'closed' && event.step !== 'failed')
        byChannel.set(event.channel, known)
      return addLines(known, event)
    }
    const last = groups.at(-1)
    const isLoose = last && !last.operation && last.lines[0]?.event.connection === event.connection
    addLines(isLoose && skippedNext === 0 ? last : open(`l${event.seq}`), event)
  }

  const dropOldest = () => {
    // In steps, so that a full log is not cut at each new line.
    if (lineCount <= limit * 1.02) return
    let drop = 0
    let lost = 0
    const leave = (lines: number) => {
      lineCount -= lines
      lost += lines
    }
    while (lineCount > limit && drop < groups.length - 1) {
      const group = groups[drop++]!
      leave(group.lines.length)
      lost += group.skipped
    }
    const gone = new Set(groups.slice(0, drop))
    groups = groups.slice(drop)
    for (const { operation } of gone)
      if (operation?.operation !== undefined) byOperation.delete(operation.operation)
    for (const [channel, group] of byChannel) if (gone.has(group)) byChannel.delete(channel)
    const first = groups[0]
    if (groups.length === 1 && first && first.lines.length > limit) {
      leave(first.lines.length - limit)
      first.lines = first.lines.slice(-limit)
      touch(first)
    }
    if (first) first.skipped += lost
  }

  return {
    add(items) {
      for (const item of items) {
        if (item.kind === 'skipped') skippedNext += item.count
        else addEvent(item)
      }
      dropOldest()
    },
    clear() {
      groups = []
      byOperation = new Map()
      byChannel = new Map()
      connections = new Set()
      lineCount = 0
      skippedNext = 0
    },
    get groups() {
      return groups
    },
    get lineCount() {
      return lineCount
    },
    get connections() {
      return connections
    },
    takeChanged() {
      const first = changed
      changed = Infinity
      return first
    },
  }
}

/** The text of a line as the server or the client wrote it; undefined for events without one. */
export function rawText({ event, part }: LogLine): string | undefined {
  if (event.kind === 'command') return event.text
  if (event.kind === 'reply') return event.lines[part] ?? String(event.code)
  return undefined
}

export function isTrouble(event: LineEvent): boolean {
  if (event.kind === 'reply') return event.code >= 400
  if (event.kind === 'note') return event.level !== 'info'
  return event.kind !== 'command' && event.step === 'failed'
}
