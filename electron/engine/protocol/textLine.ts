import type { ProtocolEvent } from '../../contract/protocolLog.ts'

type Endpoint = { host: string; port: number } | undefined
const at = (endpoint: Endpoint) => (endpoint ? `${endpoint.host}:${endpoint.port}` : '?')

/** C0 and C1 controls, marks of direction, separators: one line of a file is one line of the log. */
const dangerous = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g
const escaped = (text: string) =>
  text.replace(
    dangerous,
    (one) => `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )

/** An event as lines of a plain text file, in English whatever the window speaks. */
export function textLines(event: ProtocolEvent): string[] {
  const start = `${new Date(event.time).toISOString()} #${event.connection}`
  if (event.kind === 'reply') return event.lines.map((line) => `${start} <- ${escaped(line)}`)
  return [`${start} ${escaped(wordsOf(event))}`]
}

function wordsOf(event: Exclude<ProtocolEvent, { kind: 'reply' }>): string {
  switch (event.kind) {
    case 'operation':
      return `== ${event.verb} ${event.subject}`
    case 'operation-end':
      return `== ${event.outcome} in ${Math.round(event.duration)} ms`
    case 'command':
      return `-> ${event.text}`
    case 'tcp':
      return ['-- tcp', event.step, at(event.remote), event.detail].filter(Boolean).join(' ')
    case 'tls': {
      const { version, cipher, resumed } = event.tls ?? {}
      const facts = event.tls ? `${version} ${cipher} ${resumed ? 'resumed' : 'new session'}` : ''
      return ['-- tls', event.step, facts, event.detail].filter(Boolean).join(' ')
    }
    case 'data': {
      const arrow = event.mode === 'passive' ? '->' : '<-'
      const way = `client ${at(event.local)} ${arrow} server ${at(event.remote)}`
      const amount =
        event.step === 'closed'
          ? `received ${event.received ?? 0}, sent ${event.sent ?? 0}, ${Math.round(event.duration ?? 0)} ms`
          : ''
      return ['-- data', event.mode, event.step, way, amount, event.detail]
        .filter(Boolean)
        .join(' ')
    }
    case 'note':
      return `-- ${event.level} ${event.code} ${JSON.stringify(event.values)}`
  }
}
