import { reply, type Reply } from '../replies.ts'
import type { Session } from '../session.ts'
import type { PracticeUser } from '../options.ts'
import type { CommandTable } from './command.ts'

/** RFC 959 §4.1.1 and §5.4; HOST of RFC 7151. */
export const login: CommandTable = {
  USER: {
    access: 'anyone',
    argument: 'required',
    run(session, { argument }) {
      if (session.world.tls?.options.required && !session.isSecure)
        return reply(530, 'Only over TLS here: AUTH TLS first.')
      session.login = { kind: 'needs-password', name: argument }
      return reply(331, isAnonymous(argument) ? 'Any password will do.' : 'Password, please.')
    },
  },

  PASS: {
    access: 'anyone',
    run(session, { argument }) {
      if (session.login.kind !== 'needs-password') return reply(503, 'USER comes first.')
      const user = findUser(session, session.login.name, argument)
      if (!user) return refuseLogin(session)
      if (user.account === undefined) return enter(session, user)
      session.login = { kind: 'needs-account', user }
      return reply(332, 'Account, please.')
    },
  },

  ACCT: {
    access: 'anyone',
    argument: 'required',
    run(session, { argument }) {
      if (session.login.kind === 'user') return reply(202, 'No account needed.')
      if (session.login.kind !== 'needs-account') return reply(503, 'USER and PASS come first.')
      const { user } = session.login
      return argument === user.account ? enter(session, user) : refuseLogin(session)
    },
  },

  REIN: {
    access: 'anyone',
    run(session) {
      session.reset()
      return reply(220, 'Ready for a new user.')
    },
  },

  QUIT: { access: 'anyone', run: () => reply(221, 'Goodbye.') },

  HOST: {
    access: 'anyone',
    argument: 'required',
    run(session, { argument }) {
      if (session.login.kind !== 'none') return reply(503, 'HOST comes before USER.')
      return reply(220, `Host ${argument} accepted.`)
    },
  },
}

const isAnonymous = (name: string): boolean => /^(anonymous|ftp)$/i.test(name)

function findUser(session: Session, name: string, password: string): PracticeUser | undefined {
  const isSame = (user: PracticeUser) =>
    user.name === name || (isAnonymous(user.name) && isAnonymous(name))
  return session.world.users.find(
    (user) => isSame(user) && (user.password === undefined || user.password === password),
  )
}

function enter(session: Session, user: PracticeUser): Reply {
  session.login = { kind: 'none' }
  if (session.world.isFull()) return reply(530, 'Too many users are logged in.')
  session.login = { kind: 'user', user }
  return reply(230, 'Logged in.')
}

function refuseLogin(session: Session): Reply {
  session.login = { kind: 'none' }
  session.failedLogins += 1
  return session.failedLogins < session.world.features.loginAttempts
    ? reply(530, 'Login incorrect.')
    : reply(421, 'Too many wrong logins.')
}
