import { formatClock, formatMilliseconds } from '../../format.ts'
import { currentLanguage, t } from '../../i18n.ts'
import { visibleText } from '../../text.ts'
import { escapeMarkup } from '../diagram/svg.ts'
import { directionOf } from './direction.ts'
import { isTrouble, rawText } from './logModel.ts'
import type { LogRow } from './logModel.ts'
import { wordEvent, wordOperation } from './words.ts'

const style = `body{margin:24px;color:#182126;font:14px/1.5 system-ui,sans-serif}h1{font-size:20px}h2{font-size:16px}
table{border-collapse:collapse;font:12px/1.6 ui-monospace,Consolas,monospace}td{padding:0 12px 0 0;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
.time,.number{color:#55626a;white-space:pre}.command{color:#0b5f9c;font-weight:600}.reply{color:#17703f}.data{color:#7a3fa0}.tls{color:#8a5300}.bad{color:#b3261e}
.operation td{padding-top:8px;font:600 13px system-ui,sans-serif}figure{margin:0;overflow:auto}`
/** Nothing in the page can run or load, whatever a server wrote into its replies. */
const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`
const arrows = { out: '→', in: '←', none: '·' }

/** The shown rows and their diagram as one HTML file that needs nothing else. */
export function reportPage(rows: readonly LogRow[], picture: string): string {
  const title = escapeMarkup(t('protocol.report.title'))
  return `<!doctype html>
<html lang="${currentLanguage()}"><head><meta charset="utf-8">${policy}<title>${title}</title><style>${style}</style></head>
<body><h1>${title}</h1><p>${escapeMarkup(new Date().toISOString())} · ${escapeMarkup(t('protocol.report.masked'))}</p>
<h2>${escapeMarkup(t('protocol.view.diagram'))}</h2><figure>${picture}</figure>
<h2>${escapeMarkup(t('protocol.view.log'))}</h2><table>${rows.map(rowMarkup).join('\n')}</table></body></html>
`
}

function rowMarkup(row: LogRow): string {
  if (row.type === 'skipped')
    return `<tr><td colspan="4">${escapeMarkup(t('protocol.skipped', { count: row.count }, row.count))}</td></tr>`
  if (row.type === 'operation') {
    const { operation } = row
    const { end } = row.group
    const outcome = t(`protocol.outcome.${end?.outcome ?? 'running'}`)
    const duration = end ? `, ${formatMilliseconds(end.duration, currentLanguage())}` : ''
    const isBad = end?.outcome === 'failed' ? ' bad' : ''
    return `<tr class="operation${isBad}"><td colspan="4">${escapeMarkup(`${wordOperation(operation)} (${outcome}${duration})`)}</td></tr>`
  }
  const { event } = row.line
  const raw = rawText(row.line)
  const text = raw === undefined ? wordEvent(event) : visibleText(raw)
  return (
    `<tr class="${event.kind}${isTrouble(event) ? ' bad' : ''}"><td class="time">${formatClock(event.time)}</td>` +
    `<td class="number">#${event.connection}</td><td>${arrows[directionOf(event)]}</td><td>${escapeMarkup(text)}</td></tr>`
  )
}
