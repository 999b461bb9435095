import { useProtocol } from '../../stores/protocol.ts'
import { visibleJson } from '../../text.ts'
import { buildLadder } from '../diagram/ladder.ts'
import { pictureOf } from '../diagram/picture.ts'
import type { LogGroup, LogRow } from './logModel.ts'
import { logText } from './logText.ts'
import { reportPage } from './report.ts'
import { fileNameFor, saveFile } from './saveFile.ts'

export type SaveFormat = 'text' | 'jsonl' | 'report'
/** Rows of a picture in a report; the lines themselves are all there. */
const mostLadderRows = 2_000

/** Saves what the log shows, filtered as it is. */
export function useSaveLog(): (format: SaveFormat) => void {
  const protocol = useProtocol()
  return (format) => {
    const rows = protocol.rows.list
    switch (format) {
      case 'text':
        return saveFile(fileNameFor('log', 'txt'), new Blob([logText(rows), '\n']))
      case 'jsonl':
        return saveFile(fileNameFor('log', 'jsonl'), new Blob([jsonLines(rows)]))
      case 'report': {
        const ladder = buildLadder(shownGroups(protocol.groups, rows), {
          expanded: new Set(),
          collapsesRepeats: true,
        })
        const page = reportPage(rows, pictureOf(ladder.slice(-mostLadderRows)))
        return saveFile(fileNameFor('report', 'html'), new Blob([page], { type: 'text/html' }))
      }
    }
  }
}

/** One JSON object a line: each shown event once, with its operation before it. */
export function jsonLines(rows: readonly LogRow[]): string {
  let last = -1
  return rows
    .flatMap((row): object[] => {
      if (row.type === 'skipped') return [{ kind: 'skipped', count: row.count }]
      if (row.type === 'operation')
        return [row.group.operation, row.group.end].filter((one) => one !== undefined)
      if (row.line.event.seq === last) return []
      last = row.line.event.seq
      return [row.line.event]
    })
    .map((item) => `${visibleJson(JSON.stringify(item))}\n`)
    .join('')
}

function shownGroups(groups: readonly LogGroup[], rows: readonly LogRow[]): LogGroup[] {
  const shown = new Set<number>()
  const jobs = new Set<LogGroup>()
  for (const row of rows) {
    if (row.type === 'line') shown.add(row.line.event.seq)
    if (row.type === 'operation') jobs.add(row.group)
  }
  return groups.filter(
    (group) => jobs.has(group) || group.lines.some(({ event }) => shown.has(event.seq)),
  )
}
