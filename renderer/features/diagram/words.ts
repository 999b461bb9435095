import { formatBytes, formatMilliseconds } from '../../format.ts'
import { currentLanguage, t } from '../../i18n.ts'
import { visibleText } from '../../text.ts'
import { wordOperation } from '../protocolLog/words.ts'
import type { RowWords } from './drawing.ts'
import type { LadderRow } from './ladder.ts'

type Endpoint = { host: string; port: number } | undefined
const at = (endpoint: Endpoint) =>
  endpoint === undefined
    ? ''
    : endpoint.host.includes(':')
      ? `[${endpoint.host}]:${endpoint.port}`
      : `${endpoint.host}:${endpoint.port}`

/** The words on an arrow. Whatever a server said is made safe to look at. */
export function wordRow(row: LadderRow, time: string): RowWords {
  return { time, ...labelOf(row) }
}

function labelOf(row: LadderRow): Omit<RowWords, 'time'> {
  const language = currentLanguage()
  switch (row.kind) {
    case 'job':
      return { label: wordOperation(row.operation), note: '' }
    case 'repeat':
      return {
        label: t('diagram.repeat', { count: row.count, job: wordOperation(row.operation) }),
        note: '',
      }
    case 'message':
      return {
        label: visibleText(row.text),
        note: row.more > 0 ? t('diagram.moreLines', { count: row.more }, row.more) : '',
      }
    case 'open':
      return openLabel(row)
    case 'packet':
      return { label: row.name, note: t(`diagram.packet.${row.name}`) }
    case 'listen':
      return { label: t('diagram.listens', { port: row.port }), note: '' }
    case 'tls': {
      const facts = row.tls.tls
      if (!facts) return { label: t('diagram.tlsFailed'), note: '' }
      const version = facts.version.replace(/^TLSv/, 'TLS ')
      return {
        label: version,
        note: row.tls.kind === 'data' && facts.resumed ? t('protocol.tls.resumed') : facts.cipher,
      }
    }
    case 'bytes':
      return {
        label: formatBytes(row.bytes, language),
        note: formatMilliseconds(row.duration, language),
      }
    case 'close':
      return {
        label: t(row.by === undefined ? 'diagram.closed' : `diagram.closes.${row.by}`),
        note: '',
      }
  }
}

function openLabel(row: Extract<LadderRow, { kind: 'open' }>): Omit<RowWords, 'time'> {
  const { event } = row
  const isServer = row.from === 'server-data'
  const endpoints = event.kind === 'tcp' || event.kind === 'data' ? event : undefined
  const target = at(isServer ? endpoints?.local : endpoints?.remote)
  const label = t(isServer ? 'diagram.serverDials' : 'diagram.clientDials', { target })
  return { label, note: row.state === 'open' ? '' : t(`diagram.dial.${row.state}`) }
}
