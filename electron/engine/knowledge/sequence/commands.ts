import { isDataSetupVerb } from '../commands.ts'
import { cite } from '../source.ts'
import type { Source } from '../source.ts'
import { words } from '../text.ts'
import type { Text } from '../text.ts'
import { fine } from './replies.ts'
import type { Finding } from './types.ts'

/** What the conversation so far allows or demands next. */
export type Conversation = {
  /** Command that must follow, after a 3yz reply. */
  awaiting?: 'PASS' | 'ACCT' | 'RNTO' | 'restart' | 'ADAT'
  /** USER was accepted; a virtual host can no longer be chosen. */
  isIdentified: boolean
  isLoggedIn: boolean
  isSecured: boolean
  hasBufferSize: boolean
  onlyExtendedPassive: boolean
}

const demand = (expected: Text, section: Source): Finding => ({ ok: false, expected, section })
const mark = (note: Text, section: Source): Finding => ({ ok: true, deviation: { note, section } })

const before = (first: string, then: string): Text =>
  words(`${first} before ${then}`, `${then} 之前先发送 ${first}`)

const restartable = new Set(['RETR', 'STOR', 'APPE'])
/** Arranging the transfer between REST and its command is what all clients do. */
const arranging = new Set(['TYPE', 'MODE', 'STRU', 'PROT', 'PBSZ', 'ALLO'])
const always = new Set(['ABOR', 'QUIT', 'REIN', 'STAT'])

const restartFollows = words(
  'RETR, STOR or APPE right after REST',
  'REST 之后紧接 RETR、STOR 或 APPE',
)

/** Judges a command by what was said before it. */
export function judgeCommand(verb: string, so: Conversation): Finding {
  if (so.awaiting === 'RNTO' && verb !== 'RNTO' && !always.has(verb))
    return demand(words('RNTO right after RNFR', 'RNFR 之后紧接 RNTO'), cite(959, '4.1.3'))
  if (so.awaiting === 'restart' && !restartable.has(verb) && !always.has(verb) && verb !== 'REST') {
    const section = cite(3659, '5')
    return isDataSetupVerb(verb) || arranging.has(verb)
      ? mark(
          words(
            'REST should be the last command before the transfer; servers accept this one between.',
            'REST 应是传输之前的最后一条命令；服务器允许中间插入这条命令。',
          ),
          section,
        )
      : demand(restartFollows, section)
  }
  return judgeByVerb(verb, so)
}

function judgeByVerb(verb: string, so: Conversation): Finding {
  switch (verb) {
    case 'PASS':
      if (so.awaiting === 'PASS') return fine
      return so.isLoggedIn
        ? mark(
            words('The login was complete without a password.', '无需密码就已完成登录。'),
            cite(959, '5.4'),
          )
        : demand(before('USER', 'PASS'), cite(959, '4.1.1'))
    case 'RNTO':
      return so.awaiting === 'RNTO' ? fine : demand(before('RNFR', 'RNTO'), cite(959, '4.1.3'))
    case 'ADAT':
      return so.awaiting === 'ADAT' ? fine : demand(before('AUTH', 'ADAT'), cite(2228, '3'))
    case 'HOST':
      return so.isIdentified ? demand(before('HOST', 'USER'), cite(7151, '3.2')) : fine
    case 'PBSZ':
      return so.isSecured ? fine : demand(before('AUTH', 'PBSZ'), cite(2228, '3'))
    case 'PROT':
      return so.hasBufferSize ? fine : demand(before('PBSZ', 'PROT'), cite(2228, '3'))
    case 'CCC':
      return so.isSecured ? fine : demand(before('AUTH', 'CCC'), cite(2228, '3'))
  }
  const isOtherSetup = isDataSetupVerb(verb) && verb !== 'EPSV' && verb !== 'PRET'
  return so.onlyExtendedPassive && isOtherSetup
    ? demand(
        words('nothing but EPSV after EPSV ALL', 'EPSV ALL 之后只能使用 EPSV'),
        cite(2428, '3'),
      )
    : fine
}

/** What a completed command and its reply change. */
export function advance(
  verb: string,
  argument: string,
  code: number,
  so: Conversation,
): Conversation {
  const { awaiting: _answered, ...rest } = so
  if (verb === 'USER') {
    const isAccepted = code < 400
    return {
      ...rest,
      isIdentified: isAccepted,
      isLoggedIn: code < 300,
      ...(code === 332
        ? { awaiting: 'ACCT' }
        : code >= 300 && isAccepted
          ? { awaiting: 'PASS' }
          : {}),
    }
  }
  if (verb === 'PASS' || verb === 'ACCT') {
    if (code < 300) return { ...rest, isLoggedIn: so.isLoggedIn || code === 230 }
    return code < 400 ? { ...rest, awaiting: 'ACCT' } : rest
  }
  if (verb === 'RNFR' && code === 350) return { ...rest, awaiting: 'RNTO' }
  if (verb === 'REST' && code === 350) return { ...rest, awaiting: 'restart' }
  if ((verb === 'AUTH' || verb === 'ADAT') && code >= 300 && code < 400)
    return { ...rest, awaiting: 'ADAT' }
  if (verb === 'ADAT' && code < 300) return { ...rest, isSecured: true }
  if (verb === 'PBSZ' && code < 300) return { ...rest, hasBufferSize: true }
  if (verb === 'EPSV' && code < 300 && /^\s*all\s*$/i.test(argument))
    return { ...rest, onlyExtendedPassive: true }
  if (verb === 'REIN' && code < 300) return { ...rest, isIdentified: false, isLoggedIn: false }
  // REST waits while the data connection is being arranged.
  const keepsWaiting = so.awaiting === 'restart' && (isDataSetupVerb(verb) || arranging.has(verb))
  return keepsWaiting ? { ...rest, awaiting: 'restart' } : rest
}
