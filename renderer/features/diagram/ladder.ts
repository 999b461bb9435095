import type { LineEvent, LogGroup, OperationEvent } from '../protocolLog/logModel.ts'

/** The two ends of a conversation, each with a door for commands and one for data. */
export type Lane = 'client-data' | 'client-control' | 'server-control' | 'server-data'
export const lanes: readonly Lane[] = [
  'client-data',
  'client-control',
  'server-control',
  'server-data',
]

type Of<K extends LineEvent['kind']> = Extract<LineEvent, { kind: K }>

/** One row of the ladder. `event` is the line of the log that it stands for. */
export type LadderRow = { key: string; event: LineEvent | OperationEvent; isTrouble: boolean } & (
  | { kind: 'job'; operation: OperationEvent; outcome: string }
  | { kind: 'repeat'; operation: OperationEvent; count: number }
  /** SYN goes from the side that dials; expandable into the packets of the handshake. */
  | {
      kind: 'open'
      from: Lane
      to: Lane
      state: 'dialling' | 'open' | 'failed'
      isExpanded: boolean
    }
  | { kind: 'packet'; from: Lane; to: Lane; name: 'SYN' | 'SYN-ACK' | 'ACK' }
  | { kind: 'listen'; at: Lane; port: number }
  | { kind: 'tls'; from: Lane; to: Lane; tls: Of<'tls'> | Of<'data'> }
  | { kind: 'message'; from: Lane; to: Lane; text: string; more: number }
  | { kind: 'bytes'; from: Lane; to: Lane; bytes: number; duration: number }
  | { kind: 'close'; from: Lane; to: Lane; by: 'client' | 'server' | undefined }
)

export type LadderOptions = {
  /** Keys of rows that are opened up: handshakes and repeated jobs. */
  expanded: ReadonlySet<string>
  /** Whether jobs that look alike become one row. */
  collapsesRepeats: boolean
}

/** From this many equal jobs in a row on, one stands for all. */
const fewestRepeats = 3

/** The rows of a ladder, from the groups of the log in their order. Pure. */
export function buildLadder(groups: readonly LogGroup[], options: LadderOptions): LadderRow[] {
  const rows: LadderRow[] = []
  const outcomes = outcomesAmong(groups)
  for (let index = 0; index < groups.length;) {
    const group = groups[index]!
    const length = options.collapsesRepeats ? runLength(groups, index) : 1
    const { operation } = group
    if (!operation || length < fewestRepeats) {
      addRows(rows, group, outcomes, options.expanded)
      index++
      continue
    }
    const key = `r${group.key}`
    const run = groups.slice(index, index + length)
    const shown = options.expanded.has(key) ? run : run.slice(0, 1)
    for (const one of shown) addRows(rows, one, outcomes, options.expanded)
    // It stays when it is opened up: another click closes it again.
    rows.push({
      key,
      kind: 'repeat',
      event: operation,
      operation,
      count: length,
      isTrouble: false,
    })
    index += length
  }
  return rows
}

/** Key of the row that hides an event among repeated jobs; undefined where it is not hidden. */
export function repeatAround(groups: readonly LogGroup[], seq: number): string | undefined {
  for (let index = 0; index < groups.length;) {
    const length = runLength(groups, index)
    const hidden = length < fewestRepeats ? [] : groups.slice(index + 1, index + length)
    if (hidden.some(({ lines }) => lines.some(({ event }) => event.seq === seq)))
      return `r${groups[index]!.key}`
    index += length
  }
  return undefined
}

/** How many jobs from here on say the same, up to their subjects. */
function runLength(groups: readonly LogGroup[], from: number): number {
  const first = groups[from]!
  if (!first.operation || !first.end) return 1
  const pattern = patternOf(first)
  let length = 1
  for (;;) {
    const next = groups[from + length]
    if (!next?.operation || !next.end || patternOf(next) !== pattern) return length
    length++
  }
}

/** What a job that is over looks like: it is the same in each ladder from then on. */
type Known = {
  /** Its lines can still grow by the end of a data connection. */
  lines: number
  pattern: string
  /** Drawn with nothing opened up; undefined until it is needed, or as long as it waits. */
  rows: readonly LadderRow[] | undefined
}
const known = new WeakMap<LogGroup, Known>()

function knownOf(group: LogGroup): Known | undefined {
  if (!group.end) return undefined
  let one = known.get(group)
  if (one?.lines !== group.lines.length) {
    one = { lines: group.lines.length, pattern: writePattern(group), rows: undefined }
    known.set(group, one)
  }
  return one
}

const patternOf = (group: LogGroup): string => knownOf(group)?.pattern ?? writePattern(group)

/**
 * What it said on the control connection, then what its data connection did: which of the two is
 * heard first when they happen at the same time is chance, and no reason to be another job.
 */
function writePattern(group: LogGroup): string {
  const control: (string | number)[] = []
  const data: string[] = []
  for (const { event, part } of group.lines) {
    if (part !== 0) continue
    if (event.kind === 'data') data.push(event.step)
    else if (event.kind === 'command') control.push(event.verb)
    else control.push(event.kind === 'reply' ? event.code : event.kind)
  }
  return [group.operation?.verb, group.end?.outcome, ...control, ...data].join(' ')
}

type Outcome = 'open' | 'failed'
/** How each dialling ended; the arrow is drawn where it began. */
type Outcomes = { of(event: Of<'tcp'> | Of<'data'>): Outcome | undefined }

function readOutcomes(groups: readonly LogGroup[]): Outcomes {
  const control = new Map<number, Outcome>()
  const data = new Map<number, Outcome>()
  for (const { lines } of groups)
    for (const { event } of lines) {
      if (event.kind !== 'tcp' && event.kind !== 'data') continue
      if (event.step !== 'open' && event.step !== 'failed') continue
      if (event.kind === 'tcp') control.set(event.connection, event.step)
      else data.set(event.channel, event.step)
    }
  return {
    of: (event) => (event.kind === 'tcp' ? control.get(event.connection) : data.get(event.channel)),
  }
}

/** A dialling nearly always ends in its own group; the others are read when one did not. */
function outcomesAmong(groups: readonly LogGroup[]): (group: LogGroup) => Outcomes {
  let all: Outcomes | undefined
  return (group) => {
    const own = readOutcomes([group])
    return { of: (event) => own.of(event) ?? (all ??= readOutcomes(groups)).of(event) }
  }
}

function addRows(
  rows: LadderRow[],
  group: LogGroup,
  outcomes: (group: LogGroup) => Outcomes,
  expanded: ReadonlySet<string>,
): void {
  const one = knownOf(group)
  let own = one?.rows
  if (!own || (expanded.size > 0 && own.some(({ key }) => expanded.has(key)))) {
    own = jobRows(group, outcomes(group), expanded)
    const isFinal = own.every(
      (row) => row.kind !== 'open' || (row.state !== 'dialling' && !row.isExpanded),
    )
    if (one && isFinal) one.rows = own
  }
  for (const row of own) rows.push(row)
}

function jobRows(group: LogGroup, outcomes: Outcomes, expanded: ReadonlySet<string>): LadderRow[] {
  const rows: LadderRow[] = []
  const { operation, end } = group
  if (operation)
    rows.push({
      key: group.key,
      kind: 'job',
      event: operation,
      operation,
      outcome: end?.outcome ?? 'running',
      isTrouble: end?.outcome === 'failed',
    })
  for (const { event, part } of group.lines)
    if (part === 0) rows.push(...eventRows(event, outcomes, expanded))
  return rows
}

function eventRows(
  event: LineEvent,
  outcomes: Outcomes,
  expanded: ReadonlySet<string>,
): LadderRow[] {
  const key = String(event.seq)
  switch (event.kind) {
    case 'command':
      return [
        {
          key,
          kind: 'message',
          event,
          from: 'client-control',
          to: 'server-control',
          text: event.text,
          more: 0,
          isTrouble: false,
        },
      ]
    case 'reply':
      return [
        {
          key,
          kind: 'message',
          event,
          from: 'server-control',
          to: 'client-control',
          text: event.lines[0] ?? String(event.code),
          more: Math.max(0, event.lines.length - 1),
          isTrouble: event.code >= 400,
        },
      ]
    case 'tcp':
      return controlRows(event, key, outcomes, expanded)
    case 'tls':
      if (event.step === 'started') return []
      return [
        {
          key,
          kind: 'tls',
          event,
          from: 'client-control',
          to: 'server-control',
          tls: event,
          isTrouble: event.step === 'failed',
        },
      ]
    case 'data':
      return dataRows(event, key, outcomes, expanded)
    case 'note':
      return []
  }
}

type Way = { from: Lane; to: Lane }

/** An opening with its three packets when it is opened up (RFC 9293 §3.5). */
function openRows(
  event: Of<'tcp'> | Of<'data'>,
  key: string,
  { from, to }: Way,
  state: 'dialling' | 'open' | 'failed',
  expanded: ReadonlySet<string>,
): LadderRow[] {
  const isExpanded = state === 'open' && expanded.has(key)
  const isTrouble = state === 'failed'
  const open: LadderRow = { key, kind: 'open', event, from, to, state, isExpanded, isTrouble }
  if (!isExpanded) return [open]
  const packet = (name: 'SYN' | 'SYN-ACK' | 'ACK', way: Way): LadderRow => ({
    key: `${key}.${name}`,
    kind: 'packet',
    event,
    name,
    ...way,
    isTrouble: false,
  })
  return [
    open,
    packet('SYN', { from, to }),
    packet('SYN-ACK', { from: to, to: from }),
    packet('ACK', { from, to }),
  ]
}

function controlRows(
  event: Of<'tcp'>,
  key: string,
  outcomes: Outcomes,
  expanded: ReadonlySet<string>,
): LadderRow[] {
  const way: Way = { from: 'client-control', to: 'server-control' }
  if (event.step === 'dialling') {
    const state = outcomes.of(event) ?? 'dialling'
    return openRows(event, key, way, state, expanded)
  }
  if (event.step !== 'closed') return []
  return [closeRow(event, key, 'client-control', 'server-control')]
}

function closeRow(
  event: Of<'tcp'> | Of<'data'>,
  key: string,
  client: Lane,
  server: Lane,
): LadderRow {
  const [from, to] = event.by === 'server' ? [server, client] : [client, server]
  return { key, kind: 'close', event, from, to, by: event.by, isTrouble: false }
}

function dataRows(
  event: Of<'data'>,
  key: string,
  outcomes: Outcomes,
  expanded: ReadonlySet<string>,
): LadderRow[] {
  const isPassive = event.mode === 'passive'
  const toServer: Way = { from: 'client-data', to: 'server-data' }
  const toClient: Way = { from: 'server-data', to: 'client-data' }
  const dial = isPassive ? toServer : toClient
  switch (event.step) {
    case 'listening': {
      const port = (isPassive ? event.remote : event.local)?.port ?? 0
      const at = isPassive ? 'server-data' : 'client-data'
      return [{ key, kind: 'listen', event, at, port, isTrouble: false }]
    }
    case 'dialling': {
      // The client knows the moment of its own call only; the server's is seen when it arrives.
      if (!isPassive) return []
      const state = outcomes.of(event) ?? 'dialling'
      return openRows(event, key, dial, state, expanded)
    }
    case 'open': {
      const rows = isPassive ? [] : openRows(event, key, dial, 'open', expanded)
      if (event.tls)
        rows.push({
          key: `${key}.tls`,
          kind: 'tls',
          event,
          ...toServer,
          tls: event,
          isTrouble: false,
        })
      return rows
    }
    case 'failed':
      return isPassive ? [] : openRows(event, key, dial, 'failed', expanded)
    case 'closed': {
      const { sent = 0, received = 0, duration = 0 } = event
      const way = sent > received ? toServer : toClient
      return [
        {
          key: `${key}.bytes`,
          kind: 'bytes',
          event,
          ...way,
          bytes: Math.max(sent, received),
          duration,
          isTrouble: false,
        },
        closeRow(event, key, 'client-data', 'server-data'),
      ]
    }
  }
}
