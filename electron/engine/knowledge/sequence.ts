import { isTransferVerb } from './commands.ts'
import { advance, judgeCommand } from './sequence/commands.ts'
import type { Conversation } from './sequence/commands.ts'
import { fine, isListed, judgeReply } from './sequence/replies.ts'
import type { Pending } from './sequence/replies.ts'
import { ruleFor } from './sequence/rules.ts'
import type { Finding } from './sequence/types.ts'
import { cite } from './source.ts'
import type { Source } from './source.ts'
import { words } from './text.ts'
import type { Text } from './text.ts'

export type { Finding } from './sequence/types.ts'

export type SequenceChecker = {
  /** A command that was sent; `args` is the rest of its line. */
  onCommand(verb: string, args?: string): Finding
  onReply(code: number): Finding
  /** The TLS handshake on the control connection is complete. Needed after AUTH, or at once. */
  onTls(): void
  /** True between the first and the last reply to a transfer command. */
  isTransferRunning(): boolean
}

type Phase = 'greeting' | 'open' | 'handshake' | 'closed'
type Asked = Pending & { argument: string }

const dialogue = cite(959, '5.4')
/** Commands that may be sent while a transfer runs (RFC 959 §4.1.3). */
const duringTransfer = new Set(['ABOR', 'STAT', 'QUIT'])
/** Commands without an answer that are waited for; nobody sends more ahead in good faith. */
const maximumAsked = 100
const refuse = (expected: Text, section: Source): Finding => ({ ok: false, expected, section })
const mark = (note: Text, section: Source = dialogue): Finding => ({
  ok: true,
  deviation: { note, section },
})

const texts = {
  greeting: words(
    '220, 120 or 421 as the first words of the server',
    '服务器的第一句话应为 220、120 或 421',
  ),
  noCommandYet: words('no command before the greeting', '问候之前不发送命令'),
  handshake: words('nothing but the TLS handshake after 234', '234 之后只能进行 TLS 握手'),
  closed: words('nothing more after the goodbye', '告别之后不应再有内容'),
  unasked: words(
    'no reply, because every command has been answered',
    '所有命令都已回答，不应再有回复',
  ),
  notACode: words('a reply code from 100 to 699', '100 到 699 之间的回复代码'),
  goodbye: words('The server says goodbye without being asked.', '服务器主动告别。'),
  busy: words(
    'The reply to the command before should be awaited first.',
    '应先等待前一条命令的回复。',
  ),
  early: words(
    'It was answered while the transfer was still running.',
    '在传输尚未结束时就得到了回答。',
  ),
  secondBeginning: words(
    'After an abort some servers end the transfer with a second 150.',
    '中止之后，有些服务器用第二个 150 来结束传输。',
  ),
  silent: words(
    'A command before this one got no closing reply of its own.',
    '之前的一条命令没有得到自己的结束回复。',
  ),
  oldAnswer: words(
    'After AUTH TLS the answer should be 234; a few old servers say 334 and mean the same.',
    '对 AUTH TLS 的回答应是 234；少数旧服务器说 334，意思相同。',
  ),
}

/**
 * Follows a conversation and judges each command and reply after RFC 959 §5.4, 2228 §8.2, 4217 §12
 * and 3659. It never throws and keeps following whatever comes.
 */
export function createSequenceChecker(): SequenceChecker {
  let phase: Phase = 'greeting'
  let asked: Asked[] = []
  let so: Conversation = {
    isIdentified: false,
    isLoggedIn: false,
    isSecured: false,
    hasBufferSize: false,
    onlyExtendedPassive: false,
  }

  const isRunning = ({ verb, hasBegun, mayBeOver }: Asked) =>
    isTransferVerb(verb) && hasBegun && !mayBeOver
  const abortIsAsked = () => asked.some(({ verb }) => verb === 'ABOR')

  const judgeTiming = (verb: string): Finding => {
    if (phase === 'greeting') return refuse(texts.noCommandYet, dialogue)
    if (phase === 'handshake') return refuse(texts.handshake, cite(4217, '12.1'))
    if (phase === 'closed') return refuse(texts.closed, dialogue)
    const open = asked.filter(({ mayBeOver }) => !mayBeOver)
    if (open.length === 0 || duringTransfer.has(verb)) return fine
    return mark(texts.busy)
  }

  const onCommand = (verbText: string, args = ''): Finding => {
    const verb = verbText.toUpperCase()
    const timing = judgeTiming(verb)
    const meaning = judgeCommand(verb, so)
    if (asked.length >= maximumAsked) asked.shift()
    asked.push({
      verb,
      argument: args,
      rule: ruleFor(verb, args),
      hasBegun: false,
      mayBeOver: false,
    })
    if (!timing.ok) return timing
    return meaning.ok && !meaning.deviation ? timing : meaning
  }

  const onGreeting = (code: number): Finding => {
    if (code === 120) return fine
    if (code === 220) {
      phase = 'open'
      return fine
    }
    if (code >= 400 && code < 600) {
      phase = 'closed'
      return code === 421 ? fine : mark(texts.greeting)
    }
    return refuse(texts.greeting, dialogue)
  }

  /** The command that a reply belongs to: the oldest one, unless a later one fits and it does not. */
  const addressee = (code: number): number => {
    const [head] = asked
    if (!head || isListed(head, code)) return 0
    for (const [index, candidate] of asked.entries()) {
      const isPassable = asked
        .slice(0, index)
        .every((earlier) => earlier.mayBeOver || (isRunning(earlier) && isTold(candidate)))
      if (!isPassable) break
      if (isListed(candidate, code)) return index
    }
    return 0
  }
  const isTold = ({ verb }: Asked) => verb === 'NOOP' || duringTransfer.has(verb)

  const finish = (index: number, code: number): void => {
    const [done] = asked.splice(index, 1)
    if (!done) return
    so = advance(done.verb, done.argument, code, so)
    if (done.verb === 'AUTH' && code === 234) phase = 'handshake'
    if (done.verb === 'QUIT' && code < 300) phase = 'closed'
    // Whatever is still open after one reply to an abort may get no word of its own.
    if (done.verb === 'ABOR' || (abortIsAsked() && isTransferVerb(done.verb)))
      for (const other of asked)
        if (other.verb === 'ABOR' || isTransferVerb(other.verb)) other.mayBeOver = true
  }

  const onAnswer = (code: number): Finding => {
    const index = addressee(code)
    const target = asked[index]
    if (!target) return refuse(texts.unasked, dialogue)
    const skipped = asked.slice(0, index)
    const isEarly = skipped.some(isRunning) && target.verb !== 'STAT' && target.verb !== 'ABOR'
    const isSilent = skipped.some(({ mayBeOver }) => mayBeOver)
    if (isSilent) asked = asked.filter((entry, at) => at >= index || !entry.mayBeOver)

    if (code < 200 && target.hasBegun && abortIsAsked() && isTransferVerb(target.verb)) {
      target.mayBeOver = true
      return mark(texts.secondBeginning, cite(959, '4.2'))
    }
    const { finding, isFinal } = judgeReply(target, code)
    if (isFinal) finish(asked.indexOf(target), code)
    else {
      // A second beginning is all that some servers say when the data connection broke.
      if (target.hasBegun && code !== 110) target.mayBeOver = true
      target.hasBegun = true
    }
    if (!finding.ok) return finding
    if (isSilent) return mark(texts.silent, cite(959, '4.1.3'))
    if (isEarly) return mark(texts.early)
    if (target.verb === 'AUTH' && code === 334 && /^(tls|ssl)/i.test(target.argument))
      return mark(texts.oldAnswer, cite(4217, '4'))
    return finding
  }

  const onReply = (code: number): Finding => {
    if (!Number.isInteger(code) || code < 100 || code > 699)
      return refuse(texts.notACode, cite(959, '4.2'))
    if (phase === 'greeting' && (asked.length === 0 || code === 220 || code === 120))
      return onGreeting(code)
    if (phase === 'greeting') phase = 'open'
    if (phase === 'handshake') return refuse(texts.handshake, cite(4217, '12.1'))
    if (code === 421) {
      const wasAsked = asked.length > 0
      asked = []
      phase = 'closed'
      return wasAsked ? fine : mark(texts.goodbye)
    }
    if (asked.length === 0)
      return refuse(phase === 'closed' ? texts.closed : texts.unasked, dialogue)
    return onAnswer(code)
  }

  return {
    onCommand,
    onReply,
    onTls() {
      so = { ...so, isSecured: true }
      if (phase === 'handshake') phase = 'open'
    },
    isTransferRunning: () => asked.some(isRunning),
  }
}
