import { factTexts, unknownFact } from './facts.ts'
import { lookup, words } from '../text.ts'
import type { Locale, Text } from '../text.ts'
import { describeIn } from './types.ts'
import type { Taken } from './types.ts'

const targets: Readonly<Record<string, Text>> = {
  UTF8: words('encoding of names', '文件名的编码'),
  'UTF-8': words('encoding of names', '文件名的编码'),
  MLST: words('facts of MLST and MLSD lists', 'MLST 和 MLSD 列表包含的信息'),
  HASH: words('method of fingerprints', '指纹算法'),
  MODE: words('details of a transmission mode', '传输方式的细节'),
}
const switches: Readonly<Record<string, Text>> = {
  ON: words('switch on', '开启'),
  OFF: words('switch off', '关闭'),
  NLST: words('for names in lists', '用于列表中的名字'),
}

/** The command whose options are set, and the options. */
export function takeOptions(argument: string, locale: Locale): Taken {
  const describe = describeIn(locale)
  const [, target = '', value = ''] = /^(\S*)\s*([\s\S]*)$/.exec(argument) ?? []
  if (target === '') return { parts: [] }
  const name = target.toUpperCase()
  const parts = [
    describe(target, lookup(targets, name) ?? words('options of this command', '这个命令的选项')),
  ]
  if (name === 'MLST') {
    for (const fact of value.split(';').filter(Boolean))
      parts.push(describe(fact, lookup(factTexts, fact.toLowerCase()) ?? unknownFact))
  } else if (value !== '') {
    parts.push(
      describe(value, lookup(switches, value.toUpperCase()) ?? words('its new value', '新的取值')),
    )
  }
  return { parts }
}
