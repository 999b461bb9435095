import { listAlternatives, words } from '../text.ts'
import type { Text } from '../text.ts'
import { cite } from '../source.ts'
import { generalFailures } from './rules.ts'
import type { ReplyRule } from './rules.ts'
import type { Finding } from './types.ts'

/** A command that has not got its last reply. */
export type Pending = {
  verb: string
  rule: ReplyRule
  hasBegun: boolean
  /** It may be over without a word of its own, as after an abort. */
  mayBeOver: boolean
}

export const fine: Finding = { ok: true }

const listed = (codes: readonly number[] | undefined, code: number): boolean =>
  codes?.includes(code) ?? false

/** True when the standard lists this reply for this command in this state. */
export function isListed({ rule, hasBegun }: Pending, code: number): boolean {
  if (listed(rule.success, code) || listed(rule.intermediate, code)) return true
  if (code < 200) return listed(rule.preliminary, code) && (!hasBegun || code === 110)
  return hasBegun
    ? listed(rule.lateFailure, code)
    : listed(rule.failure, code) || generalFailures.includes(code)
}

/** "226 or 250 or a failure (4yz, 5yz)" for a command in its state. */
export function expectedReplies({ verb, rule, hasBegun }: Pending): Text {
  const codes = [
    ...(hasBegun ? [] : (rule.preliminary ?? []).filter((code) => code !== 110)),
    ...(rule.success ?? []),
    ...(rule.intermediate ?? []),
  ]
  if (codes.length === 0) return words(`a final reply to ${verb}`, `${verb} 的最终回复`)
  const list = listAlternatives(codes)
  return words(
    `${list.en} in answer to ${verb}, or a failure (4yz, 5yz)`,
    `对 ${verb} 回答 ${list['zh-CN']}，或失败（4yz、5yz）`,
  )
}

function unlisted({ verb, rule }: Pending, code: number): Finding {
  const note = words(
    `The standard does not list ${code} among the answers to ${verb}.`,
    `标准没有把 ${code} 列为对 ${verb} 的回答。`,
  )
  return { ok: true, deviation: { note, section: rule.section } }
}

const broken = (pending: Pending): Finding => ({
  ok: false,
  expected: expectedReplies(pending),
  section: pending.rule.section,
})

/** Judges a reply that belongs to this command, and says whether the command is answered by it. */
export function judgeReply(pending: Pending, code: number): { finding: Finding; isFinal: boolean } {
  const { rule } = pending
  const isFinal = code >= 200
  // 63z wraps another reply (RFC 2228 §5.2); what is inside cannot be judged from outside.
  if (code >= 600) return { finding: fine, isFinal }
  if (isListed(pending, code)) {
    const isEarly = code < 300 && isFinal && rule.preliminary && !pending.hasBegun
    // An empty list, or REIN: nothing had to be announced.
    return { finding: isEarly && pending.verb !== 'REIN' ? noBeginning(pending) : fine, isFinal }
  }
  if (!isFinal) return { finding: broken(pending), isFinal }
  if (rule.isOpen) return { finding: fine, isFinal }
  if (code < 300) {
    const cannotSucceed = rule.isStrict || !rule.success
    return { finding: cannotSucceed ? broken(pending) : unlisted(pending, code), isFinal }
  }
  if (code < 400) {
    return { finding: rule.intermediate ? unlisted(pending, code) : broken(pending), isFinal }
  }
  return { finding: unlisted(pending, code), isFinal }
}

const noBeginning = ({ verb }: Pending): Finding => ({
  ok: true,
  deviation: {
    note: words(
      `${verb} ended without a reply that it had begun (125 or 150).`,
      `${verb} 没有开始的回复（125 或 150）就结束了。`,
    ),
    section: cite(959, '5.4'),
  },
})
