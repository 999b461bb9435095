import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Who may talk to the engine. The start command prints a one-time token; a page swaps it for a
 * session, which lives in that page's memory only. Only digests are kept here.
 */
export type Access = {
  /** A token for one page, good for a few minutes and one use. */
  mintToken(): string
  /** The session that a token buys; undefined for a used, old or wrong one. */
  exchange(token: string): string | undefined
  /** Lets a session in; the returned function tells that its connection has ended. */
  attach(session: string): (() => void) | undefined
}

export type AccessOptions = {
  /** Milliseconds on a clock that never jumps. */
  now?: () => number
  /** The session that every token buys: lets a page of `npm run dev` outlive restarts. */
  session?: string
}

const minute = 60_000
export const tokenLifetime = 10 * minute
/** How long a session without a connection stays good: a sleeping laptop, a reload. */
export const idleLifetime = 8 * 60 * minute
/** Wrong tokens and sessions a minute, over all callers; more are refused unseen. */
export const wrongTriesPerMinute = 20

const newSecret = () => randomBytes(32).toString('base64url')
const digestOf = (secret: string) => createHash('sha256').update(secret, 'utf8').digest()

type Session = { digest: Buffer; connections: number; idleSince: number }

export function createAccess({
  now = () => performance.now(),
  session,
}: AccessOptions = {}): Access {
  let tokens: { digest: Buffer; expires: number }[] = []
  let sessions: Session[] = []
  let wrongTries: number[] = []

  const addSession = (secret: string) =>
    sessions.push({ digest: digestOf(secret), connections: 0, idleSince: now() })
  if (session !== undefined) addSession(session)

  /** Compares with every entry, so that the time taken tells nothing. */
  function find<T extends { digest: Buffer }>(entries: T[], secret: string): T | undefined {
    const digest = digestOf(secret)
    let found: T | undefined
    for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry
    if (!found) wrongTries.push(now())
    return found
  }

  function isGuessing(): boolean {
    wrongTries = wrongTries.filter((time) => now() - time < minute)
    return wrongTries.length >= wrongTriesPerMinute
  }

  return {
    mintToken() {
      const token = newSecret()
      tokens.push({ digest: digestOf(token), expires: now() + tokenLifetime })
      return token
    },

    exchange(token) {
      if (isGuessing()) return undefined
      tokens = tokens.filter((entry) => entry.expires > now())
      const found = find(tokens, token)
      if (!found) return undefined
      tokens = tokens.filter((entry) => entry !== found)
      if (session !== undefined) return session
      const secret = newSecret()
      addSession(secret)
      return secret
    },

    attach(secret) {
      if (isGuessing()) return undefined
      sessions = sessions.filter(
        (entry) => entry.connections > 0 || now() - entry.idleSince < idleLifetime,
      )
      const found = find(sessions, secret)
      if (!found) return undefined
      found.connections++
      return () => {
        found.connections--
        found.idleSince = now()
      }
    },
  }
}
