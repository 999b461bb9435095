import { formatClock, formatMilliseconds } from '../../format.ts'
import { currentLanguage, t } from '../../i18n.ts'
import { visibleText } from '../../text.ts'
import { directionOf } from './direction.ts'
import { rawText } from './logModel.ts'
import type { LogRow } from './logModel.ts'
import { wordEvent, wordOperation } from './words.ts'

const arrows = { out: '->', in: '<-', none: '--' }

/** The shown rows as plain text, for the clipboard. Secrets were masked before they came here. */
export function logText(rows: readonly LogRow[]): string {
  return rows.map(rowText).join('\n')
}

function rowText(row: LogRow): string {
  if (row.type === 'skipped') return t('protocol.skipped', { count: row.count }, row.count)
  if (row.type === 'line') {
    const { event } = row.line
    const raw = rawText(row.line)
    const text = raw === undefined ? wordEvent(event) : visibleText(raw)
    return `${formatClock(event.time)} #${event.connection} ${arrows[directionOf(event)]} ${text}`
  }
  const { operation } = row
  const { end } = row.group
  const outcome = t(`protocol.outcome.${end?.outcome ?? 'running'}`)
  const duration = end ? `, ${formatMilliseconds(end.duration, currentLanguage())}` : ''
  return `${formatClock(operation.time)} == ${wordOperation(operation)} (${outcome}${duration})`
}
