import {
  encryptionWords,
  logins,
  missingWords,
  sessionReuseWords,
  tooManyWords,
} from '../replies/groups.ts'
import { words } from '../text.ts'
import type { Text } from '../text.ts'
import { commandOf, isTransfer, lastBefore, lastFailure, textOf } from './case.ts'
import type { Case, Rule } from './types.ts'

const isLogin = (verb: string): boolean => (logins as readonly string[]).includes(verb)

type CertificateProblem = { pattern: RegExp; detail: Text }
const certificateProblems: readonly CertificateProblem[] = [
  {
    pattern: /CERT_HAS_EXPIRED|expired/i,
    detail: words('It has expired.', '它已过期。'),
  },
  {
    pattern: /CERT_NOT_YET_VALID|not yet valid/i,
    detail: words(
      'It is not valid yet; perhaps a clock is wrong.',
      '它尚未生效，也许有一方的时钟不准。',
    ),
  },
  {
    pattern: /ALTNAME|HOSTNAME_MISMATCH|does not match/i,
    detail: words(
      'It was issued for another name than the one you connect to.',
      '它是为另一个名称签发的，与您连接的名称不符。',
    ),
  },
  {
    pattern: /SELF_SIGNED|self-?signed/i,
    detail: words(
      'The server issued it to itself, so nobody vouches for it.',
      '它由服务器自行签发，没有任何机构担保。',
    ),
  },
  {
    pattern: /changed/i,
    detail: words('It is another one than last time.', '它与上次的不同。'),
  },
  {
    pattern:
      /UNABLE_TO|CERT_|CERTIFICATE_VERIFY_FAILED|unknown (ca|issuer)|UNTRUSTED|unable to (get|verify)|untrusted/i,
    detail: words(
      'It comes from an authority that this computer does not know.',
      '它由本机不认识的机构签发。',
    ),
  },
]

export const certificateUntrusted: Rule = (the) => {
  for (const place of the.failures.toReversed()) {
    const event = the.events[place]
    const error =
      event?.kind === 'tls' || event?.kind === 'data'
        ? event.error
        : event?.kind === 'error' && /certificate/.test(event.code ?? '')
          ? event.text
          : undefined
    const problem = certificateProblems.find(({ pattern }) => pattern.test(error ?? ''))
    if (problem) return { evidence: [place], detail: problem.detail }
  }
  return undefined
}

const versionProblem =
  /UNSUPPORTED_PROTOCOL|unsupported protocol|protocol[ _]version|VERSION_TOO_LOW|version too low|NO_PROTOCOLS|no shared cipher|handshake failure/i

export const tlsVersionMismatch: Rule = (the) => {
  const found = lastFailure(the, 'tls', ({ error }) => versionProblem.test(error ?? ''))
  if (!found) return undefined
  return {
    evidence: [found.place],
    cure: {
      settings: { minimumTls: '1.0' },
      label: words('Allow outdated TLS for this site', '对此站点允许过时的 TLS'),
    },
  }
}

/** proftpd only says "Operation not permitted" when a data connection resumed no session. */
const vagueRefusal = /operation not permitted/i

export const tlsSessionReuseRequired: Rule = (the) => {
  const refused = lastFailure(
    the,
    'reply',
    (event, verb) =>
      isTransfer(verb) &&
      [425, 426, 450, 522].includes(event.code) &&
      (sessionReuseWords.test(textOf(event)) ||
        (the.isSecured && vagueRefusal.test(textOf(event)))),
  )
  if (!refused) return undefined
  const opened = lastBefore(the, refused.place, 'data', ({ tls }) => tls?.resumed === false)
  return { evidence: [...(opened ? [opened.place] : []), refused.place] }
}

const insists = /require|must|only|not accept|policy|need|use auth first|without/i

export const tlsRequired: Rule = (the) => {
  const found = lastFailure(the, 'reply', (event, verb) => {
    const text = textOf(event)
    if (/use auth first/i.test(text)) return true
    if (!encryptionWords.test(text) || sessionReuseWords.test(text)) return false
    if (verb === 'AUTH' || verb === 'PROT' || verb === 'PBSZ') return false
    if ([521, 522, 534].includes(event.code)) return true
    if ([421, 530].includes(event.code)) return insists.test(text) || isLogin(verb)
    return event.code === 550 && insists.test(text) && !missingWords.test(text)
  })
  if (!found) return undefined
  return {
    evidence: [found.place],
    cure: {
      settings: { encryption: 'required' },
      label: words('Always use TLS for this site', '对此站点始终使用 TLS'),
    },
  }
}

const badLogins = /authentication|password|attempt|tries|login fail/i

/** Connections that a server allows, in its own words. */
function statedLimit(text: string): number | undefined {
  const match =
    /(\d+) users? \(the maximum\)/i.exec(text) ??
    /\((\d+)\)/.exec(text) ??
    /\b(?:max(?:imum)?|limit|than)\D{0,30}?(\d+)\b/i.exec(text) ??
    /\b(\d+) (?:connections?|clients?|users?|sessions?)\b/i.exec(text)
  const limit = Number(match?.[1])
  return limit >= 1 && limit <= 10_000 ? limit : undefined
}

export const connectionLimit: Rule = (the) => {
  const found = lastFailure(the, 'reply', (event, verb) => {
    const text = textOf(event)
    const fits = event.code === 421 || (event.code === 530 && isLogin(verb))
    return fits && tooManyWords.test(text) && !badLogins.test(text)
  })
  if (!found) return undefined
  // The browsing connection takes one of the places.
  const limit = Math.min(Math.max((statedLimit(textOf(found.event)) ?? 2) - 1, 1), 32)
  return {
    evidence: [found.place],
    values: { limit },
    cure: {
      settings: { connectionLimit: limit },
      label: words('Use fewer connections', '减少连接数'),
    },
  }
}

export const loginFailed: Rule = (the) => {
  const found = lastFailure(the, 'reply', (event, verb) => {
    if (!isLogin(verb)) return event.code === 430
    if (event.code === 421) return badLogins.test(textOf(event))
    return [430, 530, 532, 535].includes(event.code)
  })
  if (!found) return undefined
  return { evidence: [...evidenceOfUser(the, found.place), found.place] }
}

function evidenceOfUser(the: Case, reply: number): number[] {
  const user = lastBefore(the, reply, 'command', ({ verb }) => /^USER$/i.test(verb))
  const command = commandOf(the, reply)
  return [user?.place, command?.place]
    .filter((place) => place !== undefined)
    .filter((place, at, all) => all.indexOf(place) === at)
}
