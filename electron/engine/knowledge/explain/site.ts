import { findCommand } from '../commands.ts'
import { words } from '../text.ts'
import type { Locale } from '../text.ts'
import { permissionsOf, rightsOf } from './permissions.ts'
import { takePath } from './paths.ts'
import { describeIn } from './types.ts'
import type { Part, Taken } from './types.ts'

const groups = [
  words('the owner: ', '所有者：'),
  words('the group: ', '所属组：'),
  words('others: ', '其他人：'),
]

/** "rw-r--r--; the owner: read, write; …" for 644. */
export function explainOctal(octal: string, locale: Locale): string | undefined {
  const permissions = permissionsOf(octal)
  if (!permissions) return undefined
  const details = groups.map(
    (group, place) => group[locale] + rightsOf(permissions.slice(place * 3, place * 3 + 3), locale),
  )
  return [permissions, ...details].join(locale === 'en' ? '; ' : '；')
}

/** SITE and its subcommand; CHMOD with its digits read. Never repeats a password. */
export function takeSite(argument: string, locale: Locale): Taken {
  const describe = describeIn(locale)
  const [, verb = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(argument) ?? []
  if (verb === '') return { parts: [] }
  const entry = findCommand(`SITE ${verb}`)
  const known = entry?.name.includes(' ') ? entry.title : undefined
  const parts: Part[] = [
    describe(verb, known ?? words('a command of this server only', '仅此服务器的命令')),
  ]
  if (rest === '') return { parts }
  if (/^(pswd|passwd|pass)$/i.test(verb))
    return { parts: [...parts, describe('••••••', words('kept secret here', '在这里保密'))] }
  const [, mode = '', path = ''] = /^([0-7]{3,4})\s+([\s\S]+)$/.exec(rest) ?? []
  const meaning = /^chmod$/i.test(verb) ? explainOctal(mode, locale) : undefined
  if (meaning)
    return { parts: [...parts, { text: mode, meaning }, ...takePath(path, locale).parts] }
  return { parts: [...parts, describe(rest, words('its arguments', '它的参数'))] }
}
