import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { removeLeftovers, writeFileAtomically } from '../storage/atomicFile.ts'
import { setAside } from '../storage/setAside.ts'
import { ScryptSettings, Sealed } from './sealing.ts'

const version = 1

/**
 * The vault on disk. The data key, random, is sealed with the key of the master password; each
 * secret is sealed with the data key. Entries are a list because a secret's key is any string,
 * `__proto__` too.
 */
const VaultFile = z.strictObject({
  format: z.literal('sampan-vault'),
  version: z.literal(version),
  kdf: ScryptSettings,
  dataKey: Sealed,
  entries: z.array(Sealed.extend({ key: z.string() })),
})
const AnyVersion = z.object({ format: z.literal('sampan-vault'), version: z.int() })

export type VaultContent = {
  kdf: ScryptSettings
  dataKey: Sealed
  entries: Map<string, Sealed>
}

/** What the data key is bound to; it opens in no other place. */
export const dataKeyContext = `sampan-vault/${version}/data-key`
/** What a secret is bound to: exchanging two entries of a file opens neither. */
export const entryContext = (key: string): string => `sampan-vault/${version}/entry/${key}`

export type VaultOnDisk =
  | { state: 'absent' }
  | { state: 'present'; content: VaultContent }
  /** The file was no vault; it was moved to this path. */
  | { state: 'set-aside'; path: string }

/**
 * Reads a vault. Throws `not-possible-now` for one that a newer Sampan wrote, which stays
 * untouched, and the system's error if the file cannot be read at all.
 */
export async function readVault(file: string): Promise<VaultOnDisk> {
  await removeLeftovers(file)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'absent' }
    throw error
  }
  const json = parseJson(text)
  const parsed = VaultFile.safeParse(json)
  if (parsed.success) {
    const { kdf, dataKey, entries } = parsed.data
    return {
      state: 'present',
      content: {
        kdf,
        dataKey,
        entries: new Map(entries.map(({ key, nonce, sealed }) => [key, { nonce, sealed }])),
      },
    }
  }
  const any = AnyVersion.safeParse(json)
  if (any.success && any.data.version > version)
    throw new AppError(
      'not-possible-now',
      'A newer Sampan wrote the vault of passwords. Update Sampan to open it; nothing was changed.',
      { path: file },
    )
  return { state: 'set-aside', path: await setAside(file, 'damaged') }
}

/**
 * Writes a vault, readable by its user alone. No previous version is kept: after a change of the
 * master password it would still open with the old one.
 */
export async function writeVault(file: string, content: VaultContent): Promise<void> {
  const { kdf, dataKey } = content
  const entries = [...content.entries].map(([key, sealed]) => ({ key, ...sealed }))
  const document = { format: 'sampan-vault', version, kdf, dataKey, entries }
  await writeFileAtomically(file, `${JSON.stringify(document, undefined, 2)}\n`, { mode: 0o600 })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
