import { findExtendedPort, findSixNumbers } from '../dataAddress.ts'
import { featureEntries, unknownFeature } from '../features/labels.ts'
import { guessSoftware } from '../features/software.ts'
import { fingerprints, lists, sessionReuseWords } from '../replies/groups.ts'
import { lookup, say, words } from '../text.ts'
import type { Locale, Text } from '../text.ts'
import { warn } from '../warnings.ts'
import { takeExtended, takeSixNumbers, warningsAbout } from './dataAddress.ts'
import type { AddressContext } from './dataAddress.ts'
import { exactBytes, readTime } from './format.ts'
import { takeFacts } from './listing.ts'
import { takePath } from './paths.ts'
import { describeIn } from './types.ts'
import type { Part, Taken } from './types.ts'

export type ReplyInput = { code: number; lines: readonly string[] }

type Take = (reply: ReplyInput, verb: string, locale: Locale, context: AddressContext) => Taken

const noParts: Taken = { parts: [] }

/** Text of the last line without its code. */
const lastText = (reply: ReplyInput): string =>
  (reply.lines.at(-1) ?? '').replace(/^\d{3}[ -]?/, '')
const wholeText = (reply: ReplyInput): string => reply.lines.join('\n')

const takePassive: Take = (reply, _verb, locale, context) => {
  const six = findSixNumbers(lastText(reply))
  if (!six) return { parts: [], warnings: [warn('malformed-address', locale)] }
  return { ...takeSixNumbers(six, locale), warnings: warningsAbout(six, 'server', context, locale) }
}

const takeExtendedPassive: Take = (reply, _verb, locale, context) => {
  const address = findExtendedPort(wholeText(reply))
  if (!address) return { parts: [], warnings: [warn('malformed-address', locale)] }
  const { host, port } = address
  const announced = { host: host === '' ? (context.serverAddress ?? '') : host, port }
  return {
    ...takeExtended(address, locale),
    warnings: warningsAbout(announced, 'server', context, locale),
  }
}

/** RFC 959, appendix II: the path stands in quotation marks, those inside it are doubled. */
export function quotedPath(text: string): string | undefined {
  return /"((?:[^"]|"")*)"/.exec(text)?.[1]?.replaceAll('""', '"')
}

const takeQuoted: Take = (reply, _verb, locale) =>
  takePath(quotedPath(lastText(reply)) ?? '', locale)

const takeStatus: Take = (reply, verb, locale) => {
  const describe = describeIn(locale)
  const text = lastText(reply).trim()
  if (verb === 'SIZE' && /^\d+$/.test(text)) {
    return {
      parts: [
        describe(text, words('{bytes}', '{bytes}'), { bytes: exactBytes(Number(text), locale) }),
      ],
    }
  }
  const [, digits = ''] = /\b(\d{14}(?:\.\d+)?)\b/.exec(text) ?? []
  const time = readTime(digits)
  if (time) return { parts: [describe(digits, words('{time}', '{time}'), { time })] }
  return takeFingerprint(reply, verb, locale, {})
}

const takeFingerprint: Take = (reply, verb, locale) => {
  if (!(fingerprints as readonly string[]).includes(verb)) return noParts
  const [, digest] = /\b([0-9A-Fa-f]{8,128})\b/.exec(lastText(reply)) ?? []
  if (digest === undefined) return noParts
  return { parts: [describeIn(locale)(digest, words('the fingerprint', '指纹'))] }
}

/** Each line of FEAT that begins with a space (RFC 2389 §3.2). */
const takeFeatures: Take = (reply, verb, locale) => {
  if (verb !== 'FEAT') return noParts
  const parts = reply.lines
    .slice(1, -1)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((text) => ({ text, meaning: featureMeaning(text, locale) }))
  return { parts }
}

export function featureMeaning(line: string, locale: Locale): string {
  const [label = ''] = line.trim().split(/\s/, 1)
  return say(lookup(featureEntries, label.toUpperCase())?.text ?? unknownFeature, locale)
}

const takeOpening: Take = (reply, _verb, locale) => {
  const describe = describeIn(locale)
  const text = wholeText(reply)
  const parts: Part[] = []
  const name = /FILE: ?(.+)/.exec(text)?.[1]
  if (name) parts.push(describe(name, words('the name the server chose', '服务器选择的名字')))
  const size = /\((\d+) bytes?\)/i.exec(text)?.[1]
  if (size)
    parts.push(
      describe(size, words('so much is coming: {bytes}', '将要传来：{bytes}'), {
        bytes: exactBytes(Number(size), locale),
      }),
    )
  return { parts }
}

const takeGreeting: Take = (reply, verb, locale) => {
  if (verb !== '') return noParts
  const software = guessSoftware(reply.lines)
  if (!software) return noParts
  const seen = [software.name, software.version].filter(Boolean).join(' ')
  const meaning = words('the software of the server, as it says itself', '服务器软件（按其自述）')
  const hint = software.hint ? ` ${say(software.hint, locale)}` : ''
  return { parts: [{ text: seen, meaning: say(meaning, locale) + hint }] }
}

const takeSystem: Take = (reply, _verb, locale) => {
  const [, system = '', bits] = /^(.*?)(?: Type: L(\d+))?$/i.exec(lastText(reply)) ?? []
  const describe = describeIn(locale)
  const parts = system === '' ? [] : [describe(system, words('name of the system', '系统名称'))]
  if (bits)
    parts.push(describe(`L${bits}`, words('{bits} bits in a byte', '每字节 {bits} 位'), { bits }))
  return { parts }
}

const takePosition: Take = (reply, verb, locale) => {
  const position = verb === 'REST' ? /\d+/.exec(lastText(reply))?.[0] : undefined
  if (position === undefined) return noParts
  const meaning = words('will begin after {bytes}', '将从第 {bytes} 之后开始')
  const bytes = exactBytes(Number(position), locale)
  return { parts: [describeIn(locale)(position, meaning, { bytes })] }
}

const takeFactLines: Take = (reply, verb, locale) => {
  if (verb !== 'MLST') return takeFingerprint(reply, verb, locale, {})
  const line = reply.lines.find((candidate) => candidate.startsWith(' '))
  return { parts: (line && takeFacts(line, locale)) || [] }
}

const families: Readonly<Record<string, Text>> = {
  1: words('IPv4', 'IPv4 协议'),
  2: words('IPv6', 'IPv6 协议'),
}

/** The protocols that a server names in 522 (RFC 2428 §2). */
const takeProtocols: Take = (reply, verb, locale) => {
  const isAboutAddress = verb === 'EPRT' || verb === 'EPSV'
  if (!isAboutAddress || sessionReuseWords.test(wholeText(reply))) return noParts
  const [, named = ''] = /\(([\d,\s]+)\)/.exec(lastText(reply)) ?? []
  const unknown = words('another kind of network', '其他类型的网络')
  const parts = named
    .split(',')
    .map((family) => family.trim())
    .filter(Boolean)
    .map((family) => describeIn(locale)(family, lookup(families, family) ?? unknown))
  return { parts }
}

/** Lists that broke off, or that the server shortened. */
const takeEnd: Take = (reply, verb, locale) => {
  const isList = (lists as readonly string[]).includes(verb)
  const isShort = reply.code >= 400 || /truncat|first \d+ (matches|entries)/i.test(wholeText(reply))
  return isList && isShort ? { parts: [], warnings: [warn('listing-cut-short', locale)] } : noParts
}

const takes: Readonly<Record<number, Take>> = {
  125: takeOpening,
  150: takeOpening,
  211: takeFeatures,
  213: takeStatus,
  215: takeSystem,
  220: takeGreeting,
  226: takeEnd,
  227: takePassive,
  229: takeExtendedPassive,
  250: takeFactLines,
  257: takeQuoted,
  350: takePosition,
  426: takeEnd,
  451: takeEnd,
  522: takeProtocols,
}

/** The interesting pieces of a reply's text. */
export const takeReply: Take = (reply, verb, locale, context) =>
  takes[reply.code]?.(reply, verb, locale, context) ?? noParts
