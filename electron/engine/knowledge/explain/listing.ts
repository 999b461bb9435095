import { cite, citation } from '../source.ts'
import { lookup, say, words } from '../text.ts'
import type { Locale } from '../text.ts'
import { factTexts, permTexts, typeTexts, unknownFact } from './facts.ts'
import { exactBytes, readTime } from './format.ts'
import { octalOf } from './permissions.ts'
import { explainOctal } from './site.ts'
import { describeIn } from './types.ts'
import type { Explanation, Part } from './types.ts'

const kinds: Readonly<Record<string, ReturnType<typeof words>>> = {
  '-': words('a file', '文件'),
  d: words('a folder', '文件夹'),
  l: words('a link to something else', '指向别处的链接'),
  b: words('a device', '设备'),
  c: words('a device', '设备'),
  p: words('a pipe between programs', '程序之间的管道'),
  s: words('a socket between programs', '程序之间的套接字'),
}

const unixLine =
  /^(?<kind>[-dlbcps])(?<permissions>[-rwxsStTlL]{9})(?<mark>[.+@]?)\s+(?<links>\d+)\s+(?<owner>\S+)\s+(?:(?<group>\S+)\s+)?(?<size>\d+)\s+(?<date>[A-Z][a-z]{2}\s+\d{1,2}\s+(?:\d{4}|\d{1,2}:\d{2})) (?<name>.+)$/
const dosLine = /^(\d{2}-\d{2}-\d{2,4})\s+(\d{2}:\d{2}(?:[AP]M)?)\s+(<DIR>|[\d,]+)\s+(.+)$/i
const factLine = /^((?:[^=;\s]+=[^;]*;)+) (.+)$/

function takeUnix(line: string, locale: Locale): Part[] | undefined {
  const found = unixLine.exec(line)?.groups
  if (!found) return undefined
  const describe = describeIn(locale)
  const { kind = '', permissions = '', mark = '', links = '', owner = '', group } = found
  const { size = '', date = '', name = '' } = found
  const octal = octalOf(permissions)
  const [plain = name, target] = kind === 'l' ? name.split(/ -> (.*)/s) : [name]
  return [
    describe(kind, lookup(kinds, kind) ?? unknownFact),
    describe(permissions, words('{octal}: {explained}', '{octal}：{explained}'), {
      octal: octal ?? '?',
      explained: (octal && explainOctal(octal, locale)) ?? '?',
    }),
    ...(mark === ''
      ? []
      : [describe(mark, words('further access rules exist', '还有其他访问规则'))]),
    describe(links, words('number of names it has', '它拥有的名字数')),
    describe(owner, words('owner', '所有者')),
    ...(group === undefined ? [] : [describe(group, words('group', '所属组'))]),
    describe(size, words('size: {bytes}', '大小：{bytes}'), {
      bytes: exactBytes(Number(size), locale),
    }),
    describe(
      date,
      words('last change, in the time zone of the server', '最后修改时间（服务器时区）'),
    ),
    describe(plain, words('name', '名字')),
    ...(target === undefined
      ? []
      : [describe(target, words('what the link points to', '链接指向的目标'))]),
  ]
}

function takeDos(line: string, locale: Locale): Part[] | undefined {
  const match = dosLine.exec(line)
  if (!match) return undefined
  const describe = describeIn(locale)
  const [, date = '', time = '', size = '', name = ''] = match
  const sizePart = /^</.test(size)
    ? describe(size, words('a folder', '文件夹'))
    : describe(size, words('size: {bytes}', '大小：{bytes}'), {
        bytes: exactBytes(Number(size.replaceAll(',', '')), locale),
      })
  return [
    describe(date, words('date of the last change: month-day-year', '最后修改日期：月-日-年')),
    describe(time, words('time, in the time zone of the server', '时间（服务器时区）')),
    sizePart,
    describe(name, words('name', '名字')),
  ]
}

function meaningOfFact(name: string, value: string, locale: Locale): string {
  const key = name.toLowerCase()
  const label = say(lookup(factTexts, key) ?? unknownFact, locale)
  const colon = locale === 'en' ? ': ' : '：'
  const comma = locale === 'en' ? ', ' : '、'
  if (key === 'modify' || key === 'create') return label + colon + (readTime(value) ?? '?')
  if ((key === 'size' || key === 'sizd') && /^\d+$/.test(value))
    return label + colon + exactBytes(Number(value), locale)
  if (key === 'unix.mode') return label + colon + (explainOctal(value, locale) ?? value)
  if (key === 'type') {
    const text = lookup(typeTexts, value.toLowerCase())
    return label + (text ? colon + say(text, locale) : '')
  }
  if (key === 'perm') {
    const granted = [...value.toLowerCase()].map((letter) => lookup(permTexts, letter))
    return label + colon + granted.flatMap((text) => (text ? [say(text, locale)] : [])).join(comma)
  }
  return label
}

/** Facts and name of an MLST or MLSD line (RFC 3659 §7.2). */
export function takeFacts(line: string, locale: Locale): Part[] | undefined {
  const match = factLine.exec(line.replace(/^ /, ''))
  if (!match) return undefined
  const [, facts = '', name = ''] = match
  const parts = facts
    .split(';')
    .filter(Boolean)
    .map((fact) => {
      const at = fact.indexOf('=')
      return { text: fact, meaning: meaningOfFact(fact.slice(0, at), fact.slice(at + 1), locale) }
    })
  return [...parts, describeIn(locale)(name, words('name', '名字'))]
}

const texts = {
  facts: words('Entry of a precise list', '精确列表中的条目'),
  factsText: words(
    'Each fact is written as name=value and ends with a semicolon; after one space the name follows.',
    '每项信息写作 名称=值，以分号结束；空一格之后是名字。',
  ),
  plain: words('Entry of a list', '列表中的条目'),
  plainText: words(
    'No standard fixes the form of this line; it is read as most servers write it.',
    '没有标准规定这一行的格式；这里按大多数服务器的写法解读。',
  ),
  total: words('Sum line', '汇总行'),
  totalText: words(
    'A remnant of "ls": the disk blocks that the entries take. It is not an entry.',
    'ls 留下的一行：各条目占用的磁盘块数。它不是条目。',
  ),
  unknown: words('Not recognised', '无法识别'),
  unknownText: words(
    'This line has none of the known forms. It is kept as it came.',
    '这一行不属于任何已知格式，按原样保留。',
  ),
}

/** One line of a LIST or MLSD list, taken apart. */
export function explainListingLine(line: string, locale: Locale): Explanation {
  const facts = takeFacts(line, locale)
  if (facts)
    return {
      title: say(texts.facts, locale),
      text: say(texts.factsText, locale),
      source: citation(cite(3659, '7.2')),
      origin: 'standard',
      parts: facts,
      warnings: [],
    }
  const plain = takeUnix(line, locale) ?? takeDos(line, locale)
  const isTotal = /^total \d+/i.test(line)
  const [title, text] = plain
    ? [texts.plain, texts.plainText]
    : isTotal
      ? [texts.total, texts.totalText]
      : [texts.unknown, texts.unknownText]
  return {
    title: say(title, locale),
    text: say(text, locale),
    origin: plain || isTotal ? 'vendor' : 'unknown',
    parts: plain ?? [],
    warnings: [],
  }
}
