import type { EngineServer } from '../contract/api.ts'
import type { z } from 'zod'
import type { Answer as AnswerShape, Question, QuestionChange } from '../contract/sessions.ts'
import type { ConflictChoice } from '../contract/sessions.ts'
import type { RunOptions } from './arguments.ts'
import { formatBytes } from './rates.ts'
import type { Prompt } from './prompt.ts'
import type { Report } from './report.ts'
import { harmless } from './terminal.ts'

export type Answers = {
  /** Targets that were left as they are because nobody could be asked. */
  readonly leftAlone: number
  /** Questions that wait for a person. */
  readonly open: number
}

type Context = {
  server: Pick<EngineServer, 'watchQuestions' | 'answerQuestion'>
  options: RunOptions
  prompt: Prompt
  report: Report
  signal: AbortSignal
  environment: Record<string, string | undefined>
}

type Answer = z.output<typeof AnswerShape>
type QuestionOf<K extends Question['kind']> = Extract<Question, { kind: K }>

/** Answers what the engine asks: from options and environment, else by asking on the terminal. */
export function answerQuestions(context: Context): Answers {
  const { server, options, prompt, report, signal, environment } = context
  const open = new Map<string, AbortController>()
  let leftAlone = 0
  let isMasterPasswordUsed = false

  const answer = async (question: Question): Promise<void> => {
    const abort = new AbortController()
    open.set(question.id, abort)
    try {
      const given = await answerTo(question, AbortSignal.any([signal, abort.signal]))
      if (!abort.signal.aborted) await server.answerQuestion(signal, question.id, given)
    } finally {
      open.delete(question.id)
    }
  }

  const answerTo = (question: Question, inner: AbortSignal): Answer | Promise<Answer> => {
    switch (question.kind) {
      case 'certificate':
        return certificate(question, inner)
      case 'password':
        return password(question, inner)
      case 'unlock':
        return unlock(question, inner)
      case 'plain':
        return plain(question, inner)
      case 'conflict':
        return conflict(question, inner)
    }
  }

  async function certificate(
    { certificate: shown, reason, host, port, previousFingerprint }: QuestionOf<'certificate'>,
    inner: AbortSignal,
  ): Promise<Answer> {
    const { fingerprint, subject, issuer, validTo } = shown
    if (options.trust.includes(fingerprint)) return { kind: 'certificate', decision: 'once' }
    if (options.isInsecure) {
      report.warn(`the certificate of ${host}:${port} is not checked (${fingerprint})`)
      return { kind: 'certificate', decision: 'once' }
    }
    report.event({ event: 'certificate', host, port, reason, ...shown })
    const lines = [
      previousFingerprint
        ? `The certificate of ${host}:${port} has CHANGED since it was trusted.`
        : `No authority vouches for the certificate of ${host}:${port} (${reason}).`,
      `  For ${subject}, by ${issuer}, until ${validTo}`,
      `  SHA-256 ${fingerprint}`,
    ]
    if (!prompt.isPossible) {
      for (const line of lines) report.warn(line)
      return { kind: 'certificate', decision: 'refuse' }
    }
    const question = `${lines.map(harmless).join('\n')}\nTrust it this time? (y/N) `
    return { kind: 'certificate', decision: (await isYes(question, inner)) ? 'once' : 'refuse' }
  }

  async function password(
    { user, host, wanted, refused }: QuestionOf<'password'>,
    inner: AbortSignal,
  ): Promise<Answer> {
    const fromEnvironment = environment['SAMPAN_PASSWORD']
    if (wanted === 'password' && refused === undefined && fromEnvironment !== undefined)
      return { kind: 'password', password: fromEnvironment, remember: false }
    if (refused) report.warn(refused)
    const what = wanted === 'password' ? 'Password' : 'Account'
    const typed = await prompt.secret(`${what} for ${harmless(user)} at ${host}: `, inner)
    return {
      kind: 'password',
      remember: false,
      ...(typed === undefined ? {} : { password: typed }),
    }
  }

  async function unlock(
    { title, wasWrong }: QuestionOf<'unlock'>,
    inner: AbortSignal,
  ): Promise<Answer> {
    const fromEnvironment = environment['SAMPAN_MASTER_PASSWORD']
    if (fromEnvironment !== undefined && !isMasterPasswordUsed) {
      isMasterPasswordUsed = true
      return { kind: 'unlock', masterPassword: fromEnvironment }
    }
    if (wasWrong) report.warn('the master password is wrong')
    const typed = await prompt.secret(`Master password, for ${harmless(title)}: `, inner)
    return typed ? { kind: 'unlock', masterPassword: typed } : { kind: 'unlock' }
  }

  async function plain({ host, user }: QuestionOf<'plain'>, inner: AbortSignal): Promise<Answer> {
    const isAccepted =
      options.tls === 'none' ||
      (await isYes(
        `${host} offers no encryption: the password of ${harmless(user)} can be read on the way.\n` +
          'Send it all the same? (y/N) ',
        inner,
      ))
    if (!isAccepted)
      report.warn(
        `${host} offers no encryption, so the password was not sent. --tls none sends it all the same.`,
      )
    return { kind: 'plain', decision: isAccepted ? 'go-on' : 'refuse' }
  }

  async function conflict(
    { target, source, existing }: QuestionOf<'conflict'>,
    inner: AbortSignal,
  ): Promise<Answer> {
    const typed = prompt.isPossible ? await askAbout(target, source, existing, inner) : undefined
    if (typed) return typed
    leftAlone++
    report.event({ event: 'left-alone', target, source, existing })
    if (!report.isJson) report.warn(`${target} exists and was left as it is (see --on-conflict)`)
    return { kind: 'conflict', choice: 'skip', forAll: false }
  }

  type Facts = QuestionOf<'conflict'>['source']
  const factsText = ({ size, modifiedAt }: Facts) =>
    [
      size === null ? 'size unknown' : formatBytes(size),
      modifiedAt === null ? 'time unknown' : new Date(modifiedAt).toISOString(),
    ].join(', ')

  async function askAbout(
    target: string,
    source: Facts,
    existing: Facts,
    inner: AbortSignal,
  ): Promise<Answer | undefined> {
    const choices: Record<string, ConflictChoice> = {
      o: 'overwrite',
      n: 'overwrite-if-newer',
      r: 'rename',
      c: 'resume',
      s: 'skip',
    }
    const typed = await prompt.line(
      `${harmless(target)} exists (${factsText(existing)}).\n` +
        `The source has ${factsText(source)}.\n` +
        '(o)verwrite, if (n)ewer, (r)ename, (c)ontinue, (s)kip; capital: for all. [s] ',
      inner,
    )
    if (typed === undefined) return undefined
    const letter = typed.slice(0, 1)
    const choice = choices[letter.toLowerCase()] ?? 'skip'
    return { kind: 'conflict', choice, forAll: letter !== letter.toLowerCase() }
  }

  const isYes = async (question: string, inner: AbortSignal) =>
    /^y(es)?$/i.test((await prompt.line(question, inner)) ?? '')

  const take = (change: QuestionChange) => {
    if (change.kind === 'settled') open.get(change.id)?.abort()
    // A question that is withdrawn while it is answered needs no answer.
    else if (!open.has(change.id)) answer(change).catch(() => {})
  }
  void server.watchQuestions({
    signal,
    async send(batch) {
      for (const change of batch) take(change as QuestionChange)
    },
  })
  return {
    get leftAlone() {
      return leftAlone
    },
    get open() {
      return open.size
    },
  }
}
