import { findCommand, isTransferVerb, parseCommandLine } from './commands.ts'
import { takeArguments } from './explain/arguments.ts'
import type { AddressContext } from './explain/dataAddress.ts'
import { takeReply } from './explain/replyText.ts'
import type { ReplyInput } from './explain/replyText.ts'
import type { Explanation, Part } from './explain/types.ts'
import { meaningOf } from './replies.ts'
import { firstDigits, secondDigits } from './replies/digits.ts'
import type { Finding } from './sequence/types.ts'
import { citation } from './source.ts'
import type { Source } from './source.ts'
import { lookup, say, words } from './text.ts'
import type { Locale } from './text.ts'
import { warn } from './warnings.ts'
import type { Warning } from './warnings.ts'

export { explainEvent } from './explain/event.ts'
export { explainListingLine } from './explain/listing.ts'
export type { Calculation, Explanation, Part } from './explain/types.ts'
export type { Warning, WarningCode } from './warnings.ts'

export type ExplainContext = AddressContext & {
  /** Whether the control connection is secured with TLS; unknown: no warning. */
  isEncrypted?: boolean
  isTransferRunning?: boolean
  /** Verdict of the sequence checker on this very line. */
  finding?: Finding
}

const texts = {
  unknownCommand: words('A command this program does not know', '本程序不认识的命令'),
  unknownCommandText: words(
    'It stands in none of the standards that this program knows. The reply of the server will show whether it understands it.',
    '它不在本程序所知的任何标准中。服务器的回复会显示它是否理解。',
  ),
  verb: words('the command', '命令'),
  code: words('{outcome}; it is about {subject}', '{outcome}；涉及{subject}'),
  plainCode: words('{outcome}', '{outcome}'),
}

const sourceOf = (source: Source | 'vendor'): Pick<Explanation, 'source' | 'origin'> =>
  source === 'vendor' ? { origin: 'vendor' } : { origin: 'standard', source: citation(source) }

function sequenceWarnings(finding: Finding | undefined, locale: Locale): Warning[] {
  if (!finding || finding.ok) return []
  return [warn('out-of-sequence', locale, { expected: say(finding.expected, locale) })]
}

function commandWarnings(line: string, context: ExplainContext, locale: Locale): Warning[] {
  const { verb, argument } = parseCommandLine(line)
  const isGuest = verb === 'USER' && /^(anonymous|ftp)?$/i.test(argument)
  const warnings: Warning[] = []
  if (['USER', 'PASS', 'ACCT'].includes(verb) && !isGuest && context.isEncrypted === false)
    warnings.push(warn('password-in-clear', locale))
  if (verb === 'PROT' && /^C\b/i.test(argument)) warnings.push(warn('data-in-clear', locale))
  if (verb === 'CCC') warnings.push(warn('commands-in-clear', locale))
  if (verb === 'NOOP' && context.isTransferRunning)
    warnings.push(warn('noop-during-transfer', locale))
  return warnings
}

/** What a command line means, with its arguments taken apart. Secrets in it are not repeated. */
export function explainCommand(
  line: string,
  locale: Locale,
  context: ExplainContext = {},
): Explanation {
  const entry = findCommand(line)
  const { verb } = parseCommandLine(line)
  const taken = takeArguments(line, locale, context)
  const verbPart: Part = {
    text: verb,
    meaning: say(findCommand(verb)?.title ?? texts.verb, locale),
  }
  return {
    title: say(entry?.title ?? texts.unknownCommand, locale),
    text: say(entry?.text ?? texts.unknownCommandText, locale),
    ...(entry ? sourceOf(entry.source) : { origin: 'unknown' as const }),
    parts: [verbPart, ...taken.parts],
    ...(taken.calculation ? { calculation: taken.calculation } : {}),
    warnings: [
      ...commandWarnings(line, context, locale),
      ...(taken.warnings ?? []),
      ...sequenceWarnings(context.finding, locale),
    ],
  }
}

export type ReplyContext = ExplainContext & {
  /** The command it answers, a whole line or just the verb; none: nobody asked. */
  command?: string
  /** Without a command: the first words on a connection, or later ones. */
  moment?: 'greeting' | 'idle'
  /** How the data connection of the answered transfer was arranged. */
  mode?: 'active' | 'passive'
}

function codePart(code: number, locale: Locale): Part {
  const [first = '', second = ''] = String(code)
  const outcome = lookup(firstDigits, first)
  const subject = lookup(secondDigits, second)
  const text = subject ? texts.code : texts.plainCode
  return {
    text: String(code),
    meaning: say(text, locale, {
      outcome: outcome ? say(outcome.title, locale) : '?',
      subject: subject ? say(subject, locale) : '?',
    }),
  }
}

/** What a reply means as the answer to its command, with its text taken apart. */
export function explainReply(
  reply: ReplyInput,
  context: ReplyContext,
  locale: Locale,
): Explanation {
  const verb = parseCommandLine(context.command ?? '').verb
  const moment =
    context.command === undefined ? (context.moment ?? momentOf(reply.code)) : undefined
  const meaning = meaningOf(reply.code, {
    verb,
    ...(moment ? { moment } : {}),
    ...(context.mode && isTransferVerb(verb) ? { mode: context.mode } : {}),
    text: reply.lines.join('\n'),
  })
  const taken = takeReply(reply, verb, locale, context)
  return {
    title: say(meaning.title, locale),
    text: say(meaning.text, locale),
    ...(meaning.isKnown
      ? sourceOf(meaning.source)
      : { ...sourceOf(meaning.source), origin: 'digits' }),
    parts: [codePart(reply.code, locale), ...taken.parts],
    ...(taken.calculation ? { calculation: taken.calculation } : {}),
    ...(meaning.causes ? { causes: meaning.causes.map((cause) => say(cause, locale)) } : {}),
    next: say(meaning.next, locale),
    warnings: [...(taken.warnings ?? []), ...sequenceWarnings(context.finding, locale)],
  }
}

/** Only a greeting says 220 or 120 unasked. */
const momentOf = (code: number): 'greeting' | 'idle' =>
  code === 220 || code === 120 ? 'greeting' : 'idle'
