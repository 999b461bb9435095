import type { ProtocolEvent } from '../../../electron/contract/protocolLog.ts'
import { isTrouble } from './logModel.ts'
import type {
  LineEvent,
  Log,
  LogGroup,
  LogLevel,
  LogLine,
  LogRow,
  LogScope,
  LogView,
  OperationEvent,
} from './logModel.ts'

function isInLevel(event: LineEvent, level: LogLevel): boolean {
  if (level === 'everything' || isTrouble(event)) return true
  if (level === 'results') return false
  if (event.kind === 'data') return event.step !== 'dialling'
  return event.kind === 'command' || event.kind === 'reply'
}

function isInScope(event: ProtocolEvent, scope: LogScope, transferId: string | undefined): boolean {
  switch (scope.of) {
    case 'all':
      return true
    case 'connection':
      return event.connection === scope.connection
    case 'session':
      return event.sessionId === scope.sessionId
    case 'transfer':
      return transferId === scope.transferId
  }
}

/** Rows that can be handed over as arguments. */
const fewRows = 10_000

/** How far a group has been turned into rows. */
type Part = {
  number: number
  isFolded: boolean
  /** Whether the job has a row of its own yet. */
  isNamed: boolean
  skipped: number
  first: LogLine | undefined
  /** Lines looked at. */
  lines: number
  /** Rows of this group and all before it. */
  end: number
}

const foldOf = (group: LogGroup, view: LogView) =>
  group.operation !== undefined && view.search === undefined && view.isFolded(group)

function addJobRow(rows: LogRow[], group: LogGroup, operation: OperationEvent, part: Part): void {
  const { isFolded } = part
  rows.push({ key: group.key, type: 'operation', operation, group, isFolded })
  part.isNamed = true
}

function beginPart(rows: LogRow[], group: LogGroup, view: LogView): Part {
  const { number, skipped, operation, lines } = group
  if (skipped > 0) rows.push({ key: `s${group.key}`, type: 'skipped', count: skipped })
  const isFolded = foldOf(group, view)
  const part = { number, isFolded, isNamed: false, skipped, first: lines[0], lines: 0, end: 0 }
  const { search, scope } = view
  const isFound = operation && (search === undefined || search.subject(operation.subject))
  if (isFound && isInScope(operation, scope, operation.transferId))
    addJobRow(rows, group, operation, part)
  return part
}

/** Adds the rows of the lines that came since. */
function continuePart(rows: LogRow[], group: LogGroup, view: LogView, part: Part): void {
  const { search, scope, kinds, level } = view
  const { operation, lines } = group
  for (let place = part.isFolded ? lines.length : part.lines; place < lines.length; place++) {
    const line = lines[place]!
    const { event } = line
    if (!kinds.has(event.kind) || !isInLevel(event, level)) continue
    if (!isInScope(event, scope, operation?.transferId)) continue
    if (search !== undefined && !search.line(line)) continue
    if (operation && !part.isNamed) addJobRow(rows, group, operation, part)
    rows.push({ key: line.key, type: 'line', line })
  }
  part.lines = lines.length
  part.end = rows.length
}

/** The rows to show, in order. Linear in the kept lines. */
export function visibleRows(groups: readonly LogGroup[], view: LogView): LogRow[] {
  const rows: LogRow[] = []
  for (const group of groups) continuePart(rows, group, view, beginPart(rows, group, view))
  return rows
}

const canContinue = (part: Part, group: LogGroup, view: LogView) =>
  part.isFolded === foldOf(group, view) &&
  part.skipped === group.skipped &&
  (part.first === group.lines[0] || part.lines === 0)

/**
 * `visibleRows` for a log that grows all the time: what has not changed since the last call with
 * the same view is not looked at again. A full log that grows costs what its new lines cost, so the
 * list is not even copied: it is good until the next call.
 */
export function createLiveRows(log: Log): (view: LogView) => readonly LogRow[] {
  let view: LogView | undefined
  let rows: LogRow[] = []
  let parts: Part[] = []

  /** Leaves out the groups that the log has dropped; the oldest one now tells how many lines went. */
  const forget = (oldest: LogGroup | undefined, wanted: LogView) => {
    const kept = oldest ? parts.findIndex(({ number }) => number >= oldest.number) : -1
    if (kept === 0) return
    const old = parts[kept]
    if (!oldest || !old) {
      parts = []
      rows = []
      return
    }
    const head: LogRow[] = []
    const first = beginPart(head, oldest, wanted)
    continuePart(head, oldest, wanted, first)
    const shift = first.end - old.end
    // Moved in its place: a copy of a full list takes longer than a frame may.
    rows.splice(0, old.end)
    if (head.length < fewRows) rows.unshift(...head)
    else rows = head.concat(rows)
    parts = [first, ...parts.slice(kept + 1)]
    for (const part of parts.slice(1)) part.end += shift
  }

  return (next) => {
    let changed = log.takeChanged()
    if (next !== view) {
      view = next
      changed = 0
      parts = []
      rows = []
    }
    const { groups } = log
    const [oldest] = groups
    if (parts[0] && parts[0].number !== oldest?.number) forget(oldest, next)
    else if (changed === Infinity) return rows

    const from = oldest ? Math.max(0, changed - oldest.number) : 0
    for (let place = from; place < groups.length; place++) {
      const group = groups[place]!
      const old = place === from ? parts[place] : undefined
      const isContinued = old !== undefined && canContinue(old, group, next)
      if (place === from) {
        parts.length = Math.min(parts.length, isContinued ? from + 1 : from)
        rows.length = parts.at(-1)?.end ?? 0
      }
      const part = isContinued ? old : beginPart(rows, group, next)
      continuePart(rows, group, next, part)
      parts[place] = part
    }
    return rows
  }
}
