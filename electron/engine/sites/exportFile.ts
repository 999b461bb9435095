import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { ScryptCost } from '../secrets/sealing.ts'
import {
  derivePasswordKey,
  newScryptSettings,
  ScryptSettings,
  seal,
  Sealed,
  unseal,
} from '../secrets/sealing.ts'

const version = 1
const largestExport = 64 * 1024 * 1024

const header = { format: z.literal('sampan-export'), version: z.int().positive() }
const EncryptedExport = z.strictObject({
  ...header,
  kind: z.literal('encrypted'),
  kdf: ScryptSettings,
  payload: Sealed,
})
const PlainExport = z.strictObject({ ...header, kind: z.literal('plain'), payload: z.unknown() })
const AnyExport = z.discriminatedUnion('kind', [EncryptedExport, PlainExport])

/** Field names that hold secrets wherever they occur in a payload. */
const secretFields = new Set([
  'password',
  'account',
  'passphrase',
  'proxyPassword',
  'keyPassphrase',
])

/** Checks a payload that was read; throws if it is not right (a zod schema's `parse`). */
export type ParsePayload<T> = (payload: unknown) => T

/** Everything, secrets too, sealed with a key of the passphrase. */
export async function writeEncryptedExport(
  payload: unknown,
  passphrase: string,
  cost?: ScryptCost,
): Promise<string> {
  if (passphrase === '') throw new AppError('bad-request', 'The passphrase must not be empty')
  const kdf = newScryptSettings(cost)
  const key = await derivePasswordKey(passphrase, kdf)
  const plain = Buffer.from(JSON.stringify(payload), 'utf8')
  const sealed = seal(key, plain, contextOf(kdf))
  key.fill(0)
  plain.fill(0)
  return serialise({ format: 'sampan-export', version, kind: 'encrypted', kdf, payload: sealed })
}

/** Readable JSON. The caller leaves secrets out; a payload that still holds one is refused. */
export function writePlainExport(payload: unknown): string {
  refuseSecrets(payload)
  return serialise({ format: 'sampan-export', version, kind: 'plain', payload })
}

/** Whether a text is one of our exports, and whether reading it needs the passphrase. */
export function exportKindOf(text: string): 'encrypted' | 'plain' | undefined {
  const parsed = AnyExport.safeParse(parseJson(text))
  return parsed.success ? parsed.data.kind : undefined
}

/**
 * Reads an export of either kind. Throws `import-unreadable` for anything else and for one of a
 * newer Sampan, `wrong-master-password` for a wrong or missing passphrase or a changed file.
 */
export async function readExport<T>(
  text: string,
  parse: ParsePayload<T>,
  passphrase?: string,
): Promise<T> {
  if (text.length > largestExport) throw unreadable('is larger than 64 MiB')
  const json = parseJson(text)
  const anyVersion = z.object(header).safeParse(json)
  if (anyVersion.success && anyVersion.data.version > version)
    throw unreadable('was written by a newer Sampan: update Sampan to read it')
  const parsed = AnyExport.safeParse(json)
  if (!parsed.success) throw unreadable('is not an export of Sampan, or it is damaged')
  const payload =
    parsed.data.kind === 'plain' ? parsed.data.payload : await opened(parsed.data, passphrase)
  try {
    return parse(payload)
  } catch {
    throw unreadable('does not hold what an export of Sampan should')
  }
}

async function opened(
  { kdf, payload }: z.infer<typeof EncryptedExport>,
  passphrase: string | undefined,
): Promise<unknown> {
  const key = await derivePasswordKey(passphrase ?? '', kdf)
  const plain = unseal(key, payload, contextOf(kdf))
  key.fill(0)
  if (!plain)
    throw new AppError(
      'wrong-master-password',
      'The passphrase does not open this file, or the file was changed',
    )
  const json = parseJson(plain.toString('utf8'))
  plain.fill(0)
  return json
}

/** Binds the payload to the header: no part of the file can be exchanged unnoticed. */
function contextOf(kdf: ScryptSettings): string {
  const { name, N, r, p, salt } = kdf
  return JSON.stringify(['sampan-export', version, 'encrypted', name, N, r, p, salt])
}

function refuseSecrets(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (secretFields.has(name) && typeof inner === 'string' && inner !== '')
      throw new AppError('internal', `The export without secrets would hold a ${name}`)
    refuseSecrets(inner)
  }
}

const serialise = (document: object) => `${JSON.stringify(document, undefined, 2)}\n`

/** JSON.parse quotes the text in its errors, and the text may be a secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(cause: string): AppError {
  return new AppError('import-unreadable', `The file ${cause}`)
}
