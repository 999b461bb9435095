import type { LogGroup } from '../protocolLog/logModel.ts'
import { buildLadder } from './ladder.ts'
import type { LadderRow } from './ladder.ts'

/**
 * One side of a comparison. Login and features are the same in both: after the call of the control
 * connection the figure goes on with the transfer. Its title names the job.
 */
export function compareRows(
  groups: readonly LogGroup[],
  sessionId: string,
  expanded: ReadonlySet<string>,
): LadderRow[] {
  const own = groups.filter(({ operation, lines }) => {
    const event = operation ?? lines[0]?.event
    return event?.sessionId === sessionId
  })
  const start = own.findIndex(({ operation }) => operation?.verb === 'compare')
  const before = start === -1 ? own : own.slice(0, start)
  const dialled = before.map((group) => ({
    ...group,
    lines: group.lines.filter(({ event }) => event.kind === 'tcp'),
  }))
  const shown = start === -1 ? dialled : [...dialled, ...own.slice(start)]
  return buildLadder(shown, { expanded, collapsesRepeats: false }).filter(
    ({ kind }) => kind !== 'job',
  )
}
