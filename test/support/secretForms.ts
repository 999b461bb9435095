import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** A secret in every form in which it could lie somewhere without being recognised at a glance. */
export function formsOf(secret: string): Map<string, Buffer> {
  const bytes = Buffer.from(secret, 'utf8')
  const forms = new Map<string, Buffer>()
  const add = (name: string, text: string) => forms.set(name, Buffer.from(text, 'utf8'))
  forms.set('plain', bytes)
  forms.set('latin1', Buffer.from(secret, 'latin1'))
  forms.set('utf-16le', Buffer.from(secret, 'utf16le'))
  forms.set('utf-16be', Buffer.from(secret, 'utf16le').swap16())
  add('reversed', [...secret].reverse().join(''))
  add('hex', bytes.toString('hex'))
  add('HEX', bytes.toString('hex').toUpperCase())
  add('url', encodeURIComponent(secret))
  add(
    'url, lower case',
    encodeURIComponent(secret).replaceAll(/%../g, (part) => part.toLowerCase()),
  )
  add('json', JSON.stringify(secret).slice(1, -1))
  add(
    'json, escaped',
    secret.replaceAll(
      /[^ -~]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )
  // Inside a longer text the groups of base64 begin at any of three places.
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const sure = text.slice(before === 0 ? 0 : before + 1, -2)
    add(`base64 ${before}`, sure)
    add(`base64url ${before}`, sure.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return forms
}

export type Finding = { secret: string; form: string; place: string }

/** Where any of the secrets stands, in any form. */
export function createSearch(secrets: Record<string, string>) {
  const wanted = Object.entries(secrets).flatMap(([secret, value]) =>
    [...formsOf(value)].map(([form, bytes]) => ({ secret, form, bytes })),
  )
  const inBytes = (place: string, content: Buffer): Finding[] =>
    wanted
      .filter(({ bytes }) => content.includes(bytes))
      .map(({ secret, form }) => ({ secret, form, place }))
  return {
    wanted,
    inBytes,
    inText: (place: string, text: string) => inBytes(place, Buffer.from(text, 'utf8')),
    /** Every file below a folder, its name too. */
    inFolder: (folder: string): Finding[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
        const path = join(entry.parentPath, entry.name)
        const content = entry.isFile()
          ? readFileSync(path)
          : Buffer.from(entry.isSymbolicLink() ? readlinkSync(path) : '')
        return [...inBytes(path, content), ...inBytes(path, Buffer.from(path))]
      }),
  }
}
export type SecretSearch = ReturnType<typeof createSearch>

/** Arguments and environment of a process and of all that it started, as others can see them. */
export function visibleOf(pid: number): string {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const stat = readIfThere(`/proc/${name}/stat`)
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0))
  }
  const isBelow = (one: number): boolean => {
    for (let at: number | undefined = one; at; at = parents.get(at)) if (at === pid) return true
    return false
  }
  return [...parents.keys()]
    .filter(isBelow)
    .map((one) => `${readIfThere(`/proc/${one}/cmdline`)}\n${readIfThere(`/proc/${one}/environ`)}`)
    .join('\n')
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
