import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The forms in which a secret may leak: as it is, turned round, and as encodings write it. */
export function formsOf(secret: string): Map<string, string> {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const forms = new Map([
    ['plain', secret],
    ['reversed', [...secret].reverse().join('')],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['url-encoded', encodeURIComponent(secret)],
    ['every byte url-encoded', hex.replace(/../g, '%$&')],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
  ])
  // Base64 looks different at each of three offsets; the ends depend on the neighbours.
  for (const offset of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const [from, to] = [
      offset === 0 ? 0 : 4,
      Math.floor(text.replace(/=+$/, '').length / 4) * 4 - 4,
    ]
    forms.set(`base64 at ${offset}`, text.slice(from, to))
    forms.set(
      `base64url at ${offset}`,
      Buffer.from(text, 'base64').toString('base64url').slice(from, to),
    )
  }
  return forms
}

/** Where any of the secrets is found in a text, in any form. */
export function leaksIn(where: string, text: string, secrets: readonly string[]): string[] {
  return secrets.flatMap((secret, index) =>
    [...formsOf(secret)].flatMap(([form, pattern]) =>
      text.includes(pattern) ? [`${where} holds secret ${index + 1}, ${form}`] : [],
    ),
  )
}

/** The same for all files below a folder, their names included. */
export async function leaksBelow(folder: string, secrets: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const leaks = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    // Byte for byte, and as UTF-16 text of the same bytes would show it.
    const bytes = await readFile(path)
    return [
      ...leaksIn(path, path, secrets),
      ...leaksIn(path, bytes.toString('latin1'), secrets),
      ...leaksIn(path, bytes.toString('utf16le'), secrets),
    ]
  })
  return (await Promise.all(leaks)).flat()
}
