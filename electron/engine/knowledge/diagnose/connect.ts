import { words } from '../text.ts'
import type { Text } from '../text.ts'
import { lastFailure, timedOut, wasRefused } from './case.ts'
import type { Case, Cure, Rule, Verdict } from './types.ts'

const unresolved = /ENOTFOUND|EAI_AGAIN|EAI_NODATA|getaddrinfo|not found/i
const unreachable = /EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|unreachable/i

const failedDial = (the: Case, test: (error: string) => boolean): Verdict | undefined => {
  const found = lastFailure(the, 'tcp', ({ step, error }) => step === 'failed' && test(error ?? ''))
  if (!found) return undefined
  const { host, port } = found.event
  return { evidence: [found.place], values: { host, port } }
}

export const hostNotFound: Rule = (the) => failedDial(the, (error) => unresolved.test(error))
export const connectionRefused: Rule = (the) => failedDial(the, wasRefused)
export const timeoutConnect: Rule = (the) =>
  failedDial(the, (error) => timedOut(error) || unreachable.test(error))

type Speaker = { name: string; pattern: RegExp; detail: Text; cure?: Cure }

const tlsCure: Cure = {
  settings: { encryption: 'implicit' },
  label: words('Use implicit TLS', '使用隐式 TLS'),
}
const explicitCure: Cure = {
  settings: { encryption: 'required' },
  label: words('Use explicit TLS', '使用显式 TLS'),
}

const speakers: readonly Speaker[] = [
  {
    name: 'SSH',
    pattern: /\bSSH-\d|^SSH$/,
    detail: words(
      'SSH speaks SFTP, which is a different protocol in spite of its name. An FTP server of the same machine mostly listens on port 21.',
      'SSH 使用 SFTP，虽然名字相近，却是另一种协议。同一台机器上的 FTP 服务器通常在 21 端口。',
    ),
  },
  {
    name: 'HTTP',
    pattern: /\bHTTP\/\d|<html|<!doctype|^HTTP$/i,
    detail: words(
      'This is a web server, or a web proxy that stepped in. Check the port.',
      '这是网页服务器，或是插入的网页代理。请检查端口。',
    ),
  },
  {
    name: 'TLS',
    // A TLS alert or handshake record read as text; the client said something in the clear.
    pattern: /[\x15\x16]\x03[\x00-\x04]|^TLS$/,
    detail: words(
      'The server expects encryption from the very first byte: that is implicit TLS, usual on port 990.',
      '服务器要求从第一个字节起就加密：这是隐式 TLS，通常在 990 端口。',
    ),
    cure: tlsCure,
  },
  {
    name: 'SMTP',
    pattern: /\bE?SMTP\b/,
    detail: words('This is a mail server.', '这是邮件服务器。'),
  },
  {
    name: 'POP3',
    pattern: /^\+OK\b|^POP3$/m,
    detail: words('This is a mail server.', '这是邮件服务器。'),
  },
  {
    name: 'IMAP',
    pattern: /^\* OK\b|^IMAP$/m,
    detail: words('This is a mail server.', '这是邮件服务器。'),
  },
]

const plainOnTls = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|unknown protocol/i

/** Without any login, the words of the other side fit another protocol than FTP. */
export const wrongProtocol: Rule = (the) => {
  if (the.events.some((event) => event.kind === 'reply' && event.code === 230)) return undefined
  for (const [place, event] of the.events.entries()) {
    if (event.kind === 'command' && /^USER$/i.test(event.verb)) break
    const text =
      event.kind === 'reply'
        ? event.lines.join('\n')
        : event.kind === 'status' || event.kind === 'error'
          ? event.text
          : ''
    const speaker = speakers.find(({ pattern }) => pattern.test(text))
    if (speaker)
      return {
        evidence: [place],
        values: { protocol: speaker.name },
        detail: speaker.detail,
        ...(speaker.cure ? { cure: speaker.cure } : {}),
      }
  }
  return plainInsteadOfTls(the) ?? silentPort(the)
}

/** The client began with TLS, but the server answered in the clear. */
function plainInsteadOfTls(the: Case): Verdict | undefined {
  const failed = lastFailure(the, 'tls', ({ error }) => plainOnTls.test(error ?? ''))
  if (!failed) return undefined
  const spoke = the.events.slice(0, failed.place).some(({ kind }) => kind === 'reply')
  if (spoke) return undefined
  return {
    evidence: [failed.place],
    values: { protocol: words('unencrypted FTP', '未加密的 FTP')[the.locale] },
    detail: words(
      'The client began with TLS at once, but this port starts in the clear and switches to TLS only when asked.',
      '客户端一开始就使用 TLS，但这个端口先以明文开始，收到请求后才切换到 TLS。',
    ),
    cure: explicitCure,
  }
}

/** What listens on a port by custom and waits in silence for the client to begin. */
const silentPorts: Readonly<Record<number, string>> = {
  80: 'HTTP',
  443: 'TLS',
  990: 'TLS',
  8080: 'HTTP',
  8443: 'TLS',
}

/** An FTP server greets; a web server and one of implicit TLS wait for the other side. */
function silentPort(the: Case): Verdict | undefined {
  const opened = the.events.findIndex((event) => event.kind === 'tcp' && event.step === 'open')
  const event = the.events[opened]
  const name = event?.kind === 'tcp' ? silentPorts[event.port] : undefined
  if (!name || the.events.some(({ kind }) => kind === 'reply' || kind === 'tls')) return undefined
  const silence = the.failures.at(-1)
  if (silence === undefined || silence < opened) return undefined
  const speaker = speakers.find((one) => one.name === name)
  const isFtp = event?.kind === 'tcp' && event.port === 990
  return {
    evidence: [opened, silence],
    values: { protocol: name },
    ...(speaker ? { detail: speaker.detail } : {}),
    ...(isFtp && speaker?.cure ? { cure: speaker.cure } : {}),
  }
}
