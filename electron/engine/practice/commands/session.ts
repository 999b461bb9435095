import { factNames } from '../facts.ts'
import { hashNames, isHashName } from '../hashes.ts'
import { nameCodec } from '../names.ts'
import { reply, type Reply } from '../replies.ts'
import type { Session } from '../session.ts'
import type { CommandTable } from './command.ts'
import { pathStatus } from './listings.ts'

/** What the server is and can do; RFC 2389 for FEAT and OPTS. */
export const session: CommandTable = {
  SYST: {
    access: 'anyone',
    run: ({ world }) =>
      reply(215, world.features.listFormat === 'dos' ? 'Windows_NT' : 'UNIX Type: L8'),
  },
  FEAT: {
    access: 'anyone',
    run: (session) => reply(211, 'Features:', ...features(session), 'End'),
  },
  OPTS: {
    access: 'anyone',
    argument: 'required',
    run: (session, { argument }) => setOption(session, argument),
  },
  NOOP: { access: 'anyone', run: () => reply(200, 'Nothing done.') },
  CLNT: { access: 'anyone', run: () => reply(200, 'Noted.') },
  HELP: {
    access: 'anyone',
    run: () => reply(214, 'Practice server of Sampan.', 'FEAT lists what it can do.', 'End'),
  },
  STAT: {
    access: 'user',
    run(session, { argument }) {
      if (session.transfer.kind === 'running')
        return reply(213, `Transfer runs, ${session.transfer.moved()} bytes so far.`)
      return argument === '' ? status(session) : pathStatus(session, argument)
    },
  },
}

function status(session: Session): Reply {
  const protection = session.isSecure ? `TLS, data ${session.protection}` : 'none'
  return reply(
    211,
    'Status:',
    `Logged in as ${session.user?.name}`,
    `TYPE: ${session.type}, STRU: F, MODE: S`,
    `Protection: ${protection}`,
    'End',
  )
}

/** RFC 2389 §3.2: one feature a line, alphabetical for the reader's sake. */
function features(session: Session): string[] {
  const { world, facts, hash } = session
  const marked = factNames.map((name) => `${name}${(facts?.has(name) ?? true) ? '*' : ''};`)
  const hashes = hashNames.map((name) => (name === hash ? `${name}*` : name))
  const ifOffered: [string, string][] = [
    ['AUTH', 'AUTH TLS'],
    ['CPSV', 'CPSV'],
    ['EPRT', 'EPRT'],
    ['EPSV', 'EPSV'],
    ['HASH', `HASH ${hashes.join(';')}`],
    ['HOST', 'HOST'],
    ['MDTM', 'MDTM'],
    ['MFMT', 'MFMT'],
    ['MLST', `MLST ${marked.join('')}`],
    ['PBSZ', 'PBSZ'],
    ['PROT', 'PROT'],
    ['RANG', 'RANG STREAM'],
    ['REST', 'REST STREAM'],
    ['SITE SYMLINK', 'SITE SYMLINK'],
    ['SITE UTIME', 'SITE UTIME'],
    ['SIZE', 'SIZE'],
    ['SSCN', 'SSCN'],
    ['TVFS', 'TVFS'],
    ['UTF8', 'UTF8'],
    ['XCRC', 'XCRC'],
    ['XMD5', 'XMD5'],
    ['XSHA1', 'XSHA1'],
    ['XSHA256', 'XSHA256'],
  ]
  const needsTls = /^(AUTH|PBSZ|PROT|CPSV|SSCN)$/
  return ifOffered
    .filter(([verb]) => !world.lacks(verb) && (world.tls !== null || !needsTls.test(verb)))
    .map(([, line]) => line)
}

function setOption(session: Session, argument: string): Reply {
  const [name = '', ...rest] = argument.split(' ')
  const value = rest.join(' ')
  const verb = name.toUpperCase()
  if (session.world.lacks(verb)) return reply(501, 'Not an option here.')
  switch (verb) {
    case 'UTF8':
    case 'UTF-8':
      return setUtf8(session, value)
    case 'MLST':
      return setFacts(session, value)
    case 'HASH':
      if (value !== '') {
        const wanted = value.toUpperCase()
        if (!isHashName(wanted)) return reply(501, 'Unknown hash.')
        session.hash = wanted
      }
      return reply(200, session.hash)
    default:
      return reply(501, 'Not an option here.')
  }
}

function setUtf8(session: Session, value: string): Reply {
  if (!/^(ON|OFF|)$/i.test(value)) return reply(501, 'ON or OFF.')
  const isOff = value.toUpperCase() === 'OFF'
  session.codec = nameCodec(isOff ? session.world.features.encoding : 'utf8')
  return reply(200, isOff ? `Names are ${session.world.features.encoding}.` : 'Names are UTF-8.')
}

/** RFC 3659 §7.9: unknown facts are ignored, the reply names what is in force. */
function setFacts(session: Session, value: string): Reply {
  const wanted = new Set(value.toLowerCase().split(';'))
  const chosen = factNames.filter((name) => wanted.has(name.toLowerCase()))
  session.facts = new Set(chosen)
  return reply(200, `MLST OPTS ${chosen.map((name) => `${name};`).join('')}`)
}
