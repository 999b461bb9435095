import { formatBytes, formatMilliseconds } from '../../format.ts'
import { currentLanguage, hasText, phrase, t } from '../../i18n.ts'
import { visibleText } from '../../text.ts'
import { rawText } from './logModel.ts'
import type { LineEvent, LogLine, OperationEvent } from './logModel.ts'

type Endpoint = { host: string; port: number } | undefined

const address = (endpoint: Endpoint) =>
  endpoint === undefined
    ? t('protocol.unknownAddress')
    : endpoint.host.includes(':')
      ? `[${endpoint.host}]:${endpoint.port}`
      : `${endpoint.host}:${endpoint.port}`

export function wordOperation(event: OperationEvent): string {
  return t(`protocol.operation.${event.verb}`, { subject: visibleText(event.subject) })
}

/** Words for a line that has no text of its own. */
export function wordAhead(line: LogLine): void {
  if (rawText(line) === undefined) wordLine(line)
}

/** The words of a line, put together once: a search asks for all of them. */
export function wordLine(line: LogLine): string {
  const language = currentLanguage()
  if (line.words?.language !== language) line.words = { language, text: wordEvent(line.event) }
  return line.words.text
}

/** What happened below the commands, in words: who listened, who dialled, who hung up. */
export function wordEvent(event: LineEvent): string {
  switch (event.kind) {
    case 'command':
      return event.text
    case 'reply':
      return event.lines.join('\n')
    case 'tcp':
      return wordTcp(event)
    case 'tls':
      return wordTls(event)
    case 'data':
      return wordData(event)
    case 'note':
      return wordNote(event)
  }
}

type Of<K extends LineEvent['kind']> = Extract<LineEvent, { kind: K }>

function wordTcp(event: Of<'tcp'>): string {
  const values = {
    remote: address(event.remote),
    local: address(event.local),
    detail: visibleText(event.detail ?? ''),
  }
  if (event.step === 'closed') return phrase(`protocol.tcp.closed.${event.by ?? 'unknown'}`, values)
  if (event.step === 'resolving')
    return phrase('protocol.tcp.resolving', {
      name: visibleText(event.detail ?? event.remote?.host ?? ''),
    })
  return phrase(`protocol.tcp.${event.step}`, values)
}

function wordTls(event: Of<'tls'>): string {
  const detail = visibleText(event.detail ?? '')
  if (event.step !== 'open' || !event.tls) return phrase(`protocol.tls.${event.step}`, { detail })
  return phrase('protocol.tls.openWith', { facts: tlsFacts(event.tls) })
}

const tlsFacts = (tls: { version: string; cipher: string; resumed: boolean }) =>
  [
    tls.version.replace(/^TLSv/, 'TLS '),
    tls.cipher,
    t(tls.resumed ? 'protocol.tls.resumed' : 'protocol.tls.fresh'),
  ].join(', ')

function wordData(event: Of<'data'>): string {
  const language = currentLanguage()
  const values = {
    remote: address(event.remote),
    local: address(event.local),
    detail: visibleText(event.detail ?? ''),
  }
  if (event.step === 'closed') {
    const received = event.received ?? 0
    const sent = event.sent ?? 0
    return phrase(`protocol.data.closed.${event.by ?? 'unknown'}`, {
      bytes:
        sent > received
          ? phrase('protocol.data.sent', { bytes: formatBytes(sent, language) })
          : phrase('protocol.data.received', { bytes: formatBytes(received, language) }),
      duration: formatMilliseconds(event.duration ?? 0, language),
    })
  }
  const words = phrase(`protocol.data.${event.mode}.${event.step}`, values)
  return event.tls ? `${words} · ${tlsFacts(event.tls)}` : words
}

function wordNote(event: Of<'note'>): string {
  const values = Object.fromEntries(
    Object.entries(event.values).map(([name, value]) => [
      name,
      typeof value === 'string' ? visibleText(value) : value,
    ]),
  )
  const key = `protocol.note.${event.code}`
  if (hasText(key)) return t(key, values)
  const facts = Object.entries(values).map(([name, value]) => `${name}: ${value}`)
  return t('protocol.unknownNote', { code: event.code, facts: facts.join(', ') })
}
