import { readFile } from 'node:fs/promises'

export type OwnerNames = {
  of(facts: { uid: number; gid: number }): { owner?: string; group?: string }
}

/** Seconds for which the system's lists of names are taken as they were. */
const freshSeconds = 60
let known: { at: number; names: Promise<OwnerNames> } | undefined

/** Who is who on this machine, as far as its own files say; others keep their number. */
export function createOwnerNames(): Promise<OwnerNames> {
  const now = performance.now() / 1_000
  if (!known || now - known.at > freshSeconds) known = { at: now, names: read() }
  return known.names
}

async function read(): Promise<OwnerNames> {
  // Windows has no numbers of this kind.
  if (process.platform === 'win32') return { of: () => ({}) }
  const [users, groups] = await Promise.all([names('/etc/passwd'), names('/etc/group')])
  return {
    of: ({ uid, gid }) => ({
      owner: users.get(uid) ?? String(uid),
      group: groups.get(gid) ?? String(gid),
    }),
  }
}

/** `name:x:number:…` a line, in both files (passwd(5), group(5)). */
async function names(file: string): Promise<Map<number, string>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return new Map(
    text.split('\n').flatMap((line): [number, string][] => {
      const [name, , id] = line.split(':')
      return name && id ? [[Number(id), name]] : []
    }),
  )
}
