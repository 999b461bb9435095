import { AppError } from '../contract/errors.ts'
import type { Certificate, Credentials } from '../contract/sessions.ts'
import { cancelled } from './ftp/errors.ts'
import type { TrustDecision, TrustQuestion } from './ftp/tls.ts'
import type { Questions } from './questions.ts'
import type { SecretStore } from './secrets/secretStore.ts'
import type { ServerRecord } from './servers.ts'

export type GatekeeperOptions = {
  questions: Questions
  /** `unlock` asks for the master password; false: the user goes on without what is saved. */
  secrets: SecretStore & {
    unlock?(title: string, signal: AbortSignal): Promise<boolean>
  }
  /** Where a secret of a server is saved; by default under its site. */
  secretKeyFor?: (record: ServerRecord, name: keyof Credentials) => string | undefined
  /** Told when the user pins a certificate for good; the connection goes on when it is kept. */
  onTrusted?: (record: ServerRecord, certificate: Certificate) => void | Promise<void>
  /** Servers that may be talked to in the clear. Absent: all. */
  plain?: { has(serverId: string): boolean; add(serverId: string): void }
}

/** Key of a site's secret in the store. */
export const secretKey = (siteId: string, name: keyof Credentials) => `site:${siteId}:${name}`

const siteSecretKey = ({ siteId }: ServerRecord, name: keyof Credentials) =>
  siteId === undefined ? undefined : secretKey(siteId, name)

export const isAnonymous = (user: string) => ['anonymous', 'ftp'].includes(user.toLowerCase())

export type Gatekeeper = ReturnType<typeof createGatekeeper>

/** Finds passwords and decides about certificates, asking a person where nothing else can tell. */
export function createGatekeeper(options: GatekeeperOptions) {
  const { questions, secrets, onTrusted, plain, secretKeyFor = siteSecretKey } = options
  /** Fingerprints accepted until Sampan ends, by server. */
  const acceptedOnce = new Map<string, Set<string>>()
  const shared = createSharedQuestions()

  const unlock = (title: string, signal: AbortSignal) =>
    shared('unlock', signal, async (inner) => (await secrets.unlock?.(title, inner)) ?? false)

  const savedSecret = async (
    record: ServerRecord,
    name: keyof Credentials,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const key = secretKeyFor(record, name)
    if (key === undefined || !secrets.keys().includes(key)) return undefined
    if (secrets.state === 'locked' && !(await unlock(record.title, signal))) return undefined
    return secrets.state === 'open' ? secrets.get(key) : undefined
  }

  const remember = async (record: ServerRecord, wanted: 'password' | 'account', secret: string) => {
    const key = secretKeyFor(record, wanted)
    if (key === undefined || secrets.state !== 'open' || secrets.protection() === 'none') return
    await secrets.set(key, secret)
  }

  return {
    /** `refused`: the server's words about what was given before, which is not given again. */
    async credentials(
      record: ServerRecord,
      known: Credentials,
      signal: AbortSignal,
      wanted: 'password' | 'account' = 'password',
      refused?: string,
    ): Promise<Credentials> {
      if (known[wanted] !== undefined) return known
      const saved = refused === undefined ? await savedSecret(record, wanted, signal) : undefined
      if (saved !== undefined) return { ...known, [wanted]: saved }
      const { host, port, user } = record.settings
      if (wanted === 'password' && isAnonymous(user)) return { ...known, password: 'anonymous@' }
      const { siteId } = record
      const answer = await shared(`${wanted}:${record.id}`, signal, (inner) =>
        questions.ask(
          'password',
          {
            host,
            port,
            user,
            wanted,
            ...(refused === undefined ? {} : { refused }),
            ...(siteId === undefined ? {} : { siteId }),
          },
          inner,
        ),
      )
      if (answer.password === undefined)
        throw new AppError('password-needed', 'No password was given', { host, port })
      known[wanted] = answer.password
      if (answer.remember) await remember(record, wanted, answer.password)
      return { ...known }
    },

    /** Secrets that are needed before the first word is said to the server. */
    async routeSecrets(
      record: ServerRecord,
      known: Credentials,
      signal: AbortSignal,
    ): Promise<Pick<Credentials, 'proxyPassword' | 'keyPassphrase'>> {
      const { proxy, clientCertificate } = record.settings
      const proxyPassword = proxy?.user
        ? (known.proxyPassword ?? (await savedSecret(record, 'proxyPassword', signal)))
        : undefined
      const keyPassphrase = clientCertificate
        ? (known.keyPassphrase ?? (await savedSecret(record, 'keyPassphrase', signal)))
        : undefined
      return {
        ...(proxyPassword === undefined ? {} : { proxyPassword }),
        ...(keyPassphrase === undefined ? {} : { keyPassphrase }),
      }
    },

    /** Throws `cancelled` when the user does not want to be read on the way. */
    async acceptPlain(record: ServerRecord, signal: AbortSignal): Promise<void> {
      const { host, port, user } = record.settings
      if (!plain || plain.has(record.id) || isAnonymous(user)) return
      const { decision } = await shared(`plain:${record.id}`, signal, (inner) =>
        questions.ask('plain', { host, port, user }, inner),
      )
      if (decision === 'refuse') throw cancelled()
      plain.add(record.id)
    },

    async trust(
      record: ServerRecord,
      question: TrustQuestion,
      signal: AbortSignal,
    ): Promise<TrustDecision> {
      const { fingerprint } = question.certificate
      const accepted = acceptedOnce.get(record.id) ?? new Set()
      acceptedOnce.set(record.id, accepted)
      if (accepted.has(fingerprint)) return 'once'
      const { trustedCertificates } = record.settings
      const previous = trustedCertificates.at(-1)
      const { decision } = await shared(
        `certificate:${record.id}:${fingerprint}`,
        signal,
        (inner) =>
          questions.ask(
            'certificate',
            { ...question, ...(previous ? { previousFingerprint: previous } : {}) },
            inner,
          ),
      )
      if (decision === 'refuse')
        throw new AppError(
          previous ? 'certificate-changed' : 'certificate-untrusted',
          'The certificate of the server is not trusted',
          { host: question.host, port: question.port, cause: question.reason },
        )
      if (decision === 'once') {
        accepted.add(fingerprint)
        return 'once'
      }
      // The new one takes the place of the old one, which nobody has to trust any more.
      trustedCertificates.splice(0, Infinity, fingerprint)
      await onTrusted?.(record, question.certificate)
      return 'pinned'
    },
  }
}

/** Ten connections to one server ask once; the question goes when the last of them has left. */
function createSharedQuestions() {
  type Shared = { answer: Promise<unknown>; abort: AbortController; waiting: number }
  const open = new Map<string, Shared>()
  return async <T>(
    key: string,
    signal: AbortSignal,
    ask: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    let question = open.get(key)
    if (!question) {
      const abort = new AbortController()
      const answer = ask(abort.signal).finally(() => open.delete(key))
      answer.catch(() => {})
      question = { answer, abort, waiting: 0 }
      open.set(key, question)
    }
    const { answer, abort } = question
    question.waiting++
    const left = new AbortController()
    try {
      const leave = new Promise<never>((_resolve, reject) => {
        const stop = () => reject(cancelled())
        if (signal.aborted) stop()
        else signal.addEventListener('abort', stop, { once: true, signal: left.signal })
      })
      return (await Promise.race([answer, leave])) as T
    } finally {
      left.abort()
      if (--question.waiting === 0) abort.abort()
    }
  }
}
