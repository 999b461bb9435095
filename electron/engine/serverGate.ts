import { AppError } from '../contract/errors.ts'
import type { Credentials } from '../contract/sessions.ts'
import { cancelled } from './ftp/errors.ts'
import type { TrustDecision, TrustQuestion } from './ftp/tls.ts'
import type { Questions } from './questions.ts'
import type { SecretStore } from './secrets/secretStore.ts'
import type { ServerRecord } from './servers.ts'

export type GatekeeperOptions = {
  questions: Questions
  secrets: SecretStore
  onTrusted?: (record: ServerRecord, fingerprint: string) => void
}

/** Key of a site's secret in the store. */
export const secretKey = (siteId: string, name: keyof Credentials) => `site:${siteId}:${name}`

const anonymousUsers = new Set(['anonymous', 'ftp'])

/** Finds passwords and decides about certificates, asking a person where nothing else can tell. */
export function createGatekeeper({ questions, secrets, onTrusted }: GatekeeperOptions) {
  /** Fingerprints accepted until Sampan ends, by server. */
  const acceptedOnce = new Map<string, Set<string>>()
  const shared = createSharedQuestions()

  const savedSecret = async (record: ServerRecord, name: keyof Credentials) => {
    if (!record.siteId || secrets.state !== 'open') return undefined
    return secrets.get(secretKey(record.siteId, name))
  }

  return {
    async credentials(
      record: ServerRecord,
      known: Credentials,
      signal: AbortSignal,
    ): Promise<Credentials> {
      const account = known.account ?? (await savedSecret(record, 'account'))
      const rest = { ...known, ...(account === undefined ? {} : { account }) }
      const password = known.password ?? (await savedSecret(record, 'password'))
      if (password !== undefined) return { ...rest, password }
      const { host, port, user } = record.settings
      if (anonymousUsers.has(user.toLowerCase())) return { ...rest, password: 'anonymous@' }
      const answer = await shared(`password:${record.id}`, signal, (inner) =>
        questions.ask('password', { host, port, user }, inner),
      )
      if (answer.password === undefined)
        throw new AppError('password-needed', 'No password was given', { host, port })
      known.password = answer.password
      if (answer.remember && record.siteId && secrets.state === 'open')
        await secrets.set(secretKey(record.siteId, 'password'), answer.password)
      return { ...rest, password: answer.password }
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
      const previous = record.settings.trustedCertificates.at(-1)
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
      record.settings.trustedCertificates.push(fingerprint)
      onTrusted?.(record, fingerprint)
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
