import {
  deniedWords,
  existsWords,
  fullWords,
  missingWords,
  timeoutWords,
  tooManyWords,
} from '../replies/groups.ts'
import { words } from '../text.ts'
import type { EventOf } from '../events.ts'
import { commandOf, isTransfer, lastBefore, lastFailure, textOf, timedOut } from './case.ts'
import type { Case, Cure, Rule, Verdict } from './types.ts'

const replacement = '\uFFFD'
const beyondAscii = /[^\x00-\x7f]/

const fileReply = (
  the: Case,
  test: (event: EventOf<'reply'>, verb: string, text: string) => boolean,
): Verdict | undefined => {
  const found = lastFailure(
    the,
    'reply',
    (event, verb) => event.code >= 450 && test(event, verb, textOf(event)),
  )
  if (!found) return undefined
  const command = commandOf(the, found.place)
  return { evidence: [...(command ? [command.place] : []), found.place] }
}

/**
 * vsftpd ("Failure writing to local file"), pure-ftpd ("Error during write") and proftpd, when it
 * could write a part ("Input/output error"), say no more.
 */
const writeFailure =
  /fail\w* writing|write (error|failed)|error (during write|writing)|input\/output error/i

export const diskFull: Rule = (the) =>
  fileReply(
    the,
    ({ code }, _verb, text) => code === 452 || (code !== 421 && fullWords.test(text)),
  ) ?? writeFailed(the)

function writeFailed(the: Case): Verdict | undefined {
  const verdict = fileReply(
    the,
    ({ code }, verb, text) => code === 451 && isTransfer(verb) && writeFailure.test(text),
  )
  return (
    verdict && {
      ...verdict,
      detail: words(
        'This server only says that writing failed; a full disk is the usual reason, a used-up quota the next.',
        '这台服务器只说写入失败；最常见的原因是磁盘已满，其次是配额用完。',
      ),
    }
  )
}

export const quotaExceeded: Rule = (the) =>
  fileReply(
    the,
    ({ code }, verb, text) =>
      code === 552 || (/quota/i.test(text) && (code === 550 || code === 553 || isTransfer(verb))),
  )

/** The name itself is refused, not the user. */
const refusedName = /(forbidden|prohibited) (file ?)?name|name (is )?too long/i
const longestName = 255
const badName = /invalid|illegal|syntax|not a valid|bad (file|path|name)|character|incorrect/i

/** Encodings that can write a name at all; Han stands behind what Japanese and Korean mix it with. */
const encodingsOfScripts: readonly [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'shift_jis'],
  [/\p{Script=Hangul}/u, 'euc-kr'],
  [/\p{Script=Han}/u, 'gb18030'],
  [/\p{Script=Cyrillic}/u, 'windows-1251'],
]

function legacyEncoding(the: Case, text: string): Cure {
  const usual = the.locale === 'zh-CN' ? 'gb18030' : 'windows-1252'
  const name = encodingsOfScripts.find(([script]) => script.test(text))?.[1] ?? usual
  return {
    settings: { encoding: name },
    label: words(`Read names as ${name}`, `按 ${name} 读取文件名`),
  }
}
const utf8Cure: Cure = {
  settings: { encoding: 'utf-8', quirks: { noUtf8: false } },
  label: words('Read names as UTF-8', '按 UTF-8 读取文件名'),
}

const offersUtf8 = (the: Case): boolean =>
  the.events.some(
    (event, place) =>
      event.kind === 'reply' &&
      the.verbs[place] === 'FEAT' &&
      event.lines.some((line) => /^\s*UTF-?8\b/i.test(line)),
  )

/** RFC 2640 §3.1: offered by the server; the client took it up with OPTS. */
const speaksUtf8 = (the: Case): boolean =>
  offersUtf8(the) &&
  the.events.some(
    (event) => event.kind === 'command' && /^OPTS UTF-?8\b(?! *OFF)/i.test(event.text),
  )

/** A name outside ASCII was not found or not accepted, or came back damaged. */
export const encodingTrouble: Rule = (the) => {
  const found = lastFailure(the, 'reply', (event) => [450, 501, 550, 553].includes(event.code))
  if (!found) return undefined
  const command = commandOf(the, found.place)
  const text = textOf(found.event)
  const said = `${command?.event.text ?? ''}\n${text}`
  const isDamaged = said.includes(replacement)
  // With UTF-8 on both sides a name that is not found is most likely just not there.
  const isRefused =
    beyondAscii.test(command?.event.text ?? '') &&
    !deniedWords.test(text) &&
    !refusedName.test(text) &&
    (badName.test(text) || (missingWords.test(text) && !speaksUtf8(the)))
  if (!isDamaged && !isRefused) return undefined
  return {
    evidence: [...(command ? [command.place] : []), found.place],
    cure: !isDamaged && offersUtf8(the) ? utf8Cure : legacyEncoding(the, command?.event.text ?? ''),
  }
}

const writing = new Set([
  'STOR',
  'STOU',
  'APPE',
  'DELE',
  'MKD',
  'XMKD',
  'RMD',
  'XRMD',
  'RNFR',
  'RNTO',
  'SITE',
  'MFMT',
])

export const permissionDenied: Rule = (the) =>
  fileReply(the, ({ code }, verb, text) => {
    if (![450, 532, 550, 553].includes(code) || missingWords.test(text)) return false
    if (refusedName.test(text)) return false
    if (deniedWords.test(text)) return true
    if (nameTooLong(the)) return false
    return writing.has(verb) && !existsWords.test(text) && !badName.test(text)
  })

const foreignSystem = /\b(VMS|MVS|OS\/390|z\/OS|VM\b|OS\/400|Windows_NT)/i

export const pathSyntax: Rule = (the) => {
  const verdict = fileReply(
    the,
    ({ code }, _verb, text) =>
      [500, 501, 504, 550, 553].includes(code) &&
      (badName.test(text) || refusedName.test(text)) &&
      hasPath(the),
  )
  if (!verdict) return nameTooLong(the)
  const system = lastBefore(the, the.events.length, 'reply', ({ code }) => code === 215)
  const isForeign = system && foreignSystem.test(textOf(system.event))
  return isForeign
    ? {
        evidence: [system.place, ...verdict.evidence],
        detail: words(
          'Its system writes paths differently from Unix.',
          '它的系统书写路径的方式与 Unix 不同。',
        ),
      }
    : verdict
}

/** Most file systems hold names of 255 bytes at most; not every server says that this was it. */
function nameTooLong(the: Case): Verdict | undefined {
  const verdict = fileReply(the, ({ code }, verb) => [550, 553].includes(code) && writing.has(verb))
  const command = verdict && the.events[verdict.evidence[0] ?? -1]
  if (command?.kind !== 'command') return undefined
  const encoder = new TextEncoder()
  const isLong = command.text.split('/').some((name) => encoder.encode(name).length > longestName)
  return isLong
    ? {
        ...verdict!,
        detail: words(
          'The name is longer than 255 bytes, which hardly any file system holds.',
          '这个名字超过 255 字节，几乎没有文件系统能存放。',
        ),
      }
    : undefined
}

/** The refused command has an argument at all. */
function hasPath(the: Case): boolean {
  const last = the.failures.at(-1)
  return last !== undefined && /\s\S/.test(commandOf(the, last)?.event.text ?? '')
}

export const pathNotFound: Rule = (the) =>
  fileReply(
    the,
    ({ code }, verb, text) =>
      (code === 550 || code === 450 || code === 553) &&
      (missingWords.test(text) ||
        (!deniedWords.test(text) &&
          ['CWD', 'RETR', 'SIZE', 'MDTM', 'MLST', 'MLSD', 'LIST'].includes(verb))),
  )

const patience = 300

/** All bytes had passed, the data connection was closed, and then no word came any more. */
export const endOfTransferTimeout: Rule = (the) => {
  const closed = lastBefore(
    the,
    the.events.length,
    'data',
    ({ step, error }) => step === 'closed' && !error,
  )
  if (!closed) return undefined
  const isAnswered = the.events.some(
    (event, place) =>
      place > closed.place &&
      event.kind === 'reply' &&
      event.code >= 200 &&
      isTransfer(the.verbs[place] ?? ''),
  )
  const transfer = lastBefore(the, closed.place, 'command', ({ verb }) =>
    isTransfer(verb.toUpperCase()),
  )
  const silence = the.failures.find((place) => place > closed.place && isSilence(the, place))
  if (isAnswered || !transfer || silence === undefined) return undefined
  return {
    evidence: [transfer.place, closed.place, silence],
    cure: {
      settings: { replyTimeout: patience, keepAliveInterval: 30 },
      label: words('Wait longer for the last word', '延长等待最后回复的时间'),
    },
  }
}

function isSilence(the: Case, place: number): boolean {
  const event = the.events[place]
  if (event?.kind === 'tcp') return true
  if (event?.kind !== 'error') return false
  return (
    timedOut(event.text) ||
    timedOut(event.code) ||
    /closed|reset|ECONNRESET|EPIPE/i.test(event.text)
  )
}

const longSilence = 60_000

const keepAlive: Cure = {
  settings: { keepAliveInterval: 30 },
  label: words('Keep this site awake', '保持此站点的连接'),
}

export const idleTimeout: Rule = (the) => {
  const goodbye = lastFailure(the, 'reply', (event, verb) => {
    const text = textOf(event)
    if (event.code !== 421 || tooManyWords.test(text) || /\bdata\b/i.test(text)) return false
    return verb === '' ? hasSpoken(the) : timeoutWords.test(text)
  })
  return goodbye ? { evidence: [goodbye.place], cure: keepAlive } : brokenSilence(the)
}

/** The connection turned out to be dead after nobody had spoken for a while. */
function brokenSilence(the: Case): Verdict | undefined {
  const end = the.failures.at(-1) ?? 0
  const spoken = lastBefore(the, end, 'reply')
  if (!spoken || !isSilence(the, end)) return undefined
  const asked = lastBefore(the, end, 'command')
  const isNew = asked !== undefined && asked.place > spoken.place
  const until = isNew ? asked.event.time : (the.events[end]?.time ?? 0)
  if (until - spoken.event.time < longSilence) return undefined
  return { evidence: [spoken.place, ...(isNew ? [asked.place] : []), end], cure: keepAlive }
}

/** Any command before means that a lone 421 is no refusal at the door. */
const hasSpoken = (the: Case): boolean => the.events.some(({ kind }) => kind === 'command')
