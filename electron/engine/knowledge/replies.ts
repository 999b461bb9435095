import { answerReplies } from './replies/answers.ts'
import { connectionReplies } from './replies/connections.ts'
import { intermediateReplies } from './replies/intermediate.ts'
import { preliminaryReplies } from './replies/preliminary.ts'
import { refusedAccessReplies } from './replies/refusedAccess.ts'
import { securityReplies } from './replies/security.ts'
import { storageReplies } from './replies/storage.ts'
import { successReplies } from './replies/success.ts'
import { syntaxReplies } from './replies/syntax.ts'
import { transientReplies } from './replies/transient.ts'
import { unavailableReplies } from './replies/unavailable.ts'
import {
  firstDigits,
  notACode,
  secondDigits,
  unknownCodeText,
  unknownSubject,
} from './replies/digits.ts'
import { next } from './replies/next.ts'
import type { ReplyEntry, ReplyMeaning, ReplyWhen } from './replies/types.ts'
import { cite } from './source.ts'
import { fill, lookup, words } from './text.ts'

export type { ReplyEntry, ReplyMeaning } from './replies/types.ts'

/** Every reply code this program can explain. */
export const replyEntries: readonly ReplyEntry[] = [
  ...preliminaryReplies,
  ...answerReplies,
  ...connectionReplies,
  ...successReplies,
  ...intermediateReplies,
  ...transientReplies,
  ...syntaxReplies,
  ...refusedAccessReplies,
  ...securityReplies,
  ...unavailableReplies,
  ...storageReplies,
]

const entriesByCode = new Map(replyEntries.map((entry) => [entry.code, entry]))

export const isKnownReplyCode = (code: number): boolean => entriesByCode.has(code)

export type ReplySituation = {
  /** Verb of the command that the reply answers. */
  verb?: string
  moment?: 'greeting' | 'idle'
  mode?: 'active' | 'passive'
  /** The server's words, lines joined. */
  text?: string
}

function applies(when: ReplyWhen, situation: ReplySituation): boolean {
  if (when.commands && !when.commands.includes(situation.verb ?? '')) return false
  if (when.moment && when.moment !== situation.moment) return false
  if (when.mode && when.mode !== situation.mode) return false
  return !when.words || when.words.test(situation.text ?? '')
}

export type FoundMeaning = ReplyMeaning & {
  /** False when only the digits of an unknown code could be read. */
  isKnown: boolean
}

/** What a reply code means in its situation; unknown codes are read by their digits. */
export function meaningOf(code: number, situation: ReplySituation): FoundMeaning {
  const entry = entriesByCode.get(code)
  const meaning = entry?.meanings.find(({ when }) => !when || applies(when, situation))
  return meaning ? { ...meaning, isKnown: true } : { ...meaningOfDigits(code), isKnown: false }
}

/** RFC 959 §4.2: the first digit tells the outcome, the second the subject. */
function meaningOfDigits(code: number): ReplyMeaning {
  const [first = '', second = ''] = String(code)
  const outcome = lookup(firstDigits, first)
  const source = cite(959, '4.2')
  if (!outcome) return { source, title: notACode.title, text: notACode.text, next: next.showError }
  const subject = lookup(secondDigits, second) ?? unknownSubject
  const textIn = (locale: 'en' | 'zh-CN') =>
    fill(unknownCodeText[locale], {
      outcome: outcome.title[locale],
      subject: subject[locale],
    })
  return {
    source,
    title: outcome.title,
    text: words(textIn('en'), textIn('zh-CN')),
    next: outcome.next,
  }
}
