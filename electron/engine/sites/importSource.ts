import { AppError } from '../../contract/errors.ts'
import type { ImportClient, ImportPreview } from '../../contract/siteExchange.ts'
import { exportKindOf, readExport } from './exportFile.ts'
import { decodeImport } from './import/decode.ts'
import type { FoundImport } from './import/find.ts'
import type { ImportResult, NotTaken } from './import/importedSite.ts'
import { readImport } from './import/index.ts'
import { readImportPath } from './import/readFiles.ts'
import { toSite } from './import/toSite.ts'
import type { ReadySite } from './import/toSite.ts'
import { ExportPayload } from './siteExport.ts'
import type { ExportedSite } from './siteExport.ts'

export type ReadSource = {
  client: ImportClient
  ready: ReadySite[]
  notTaken: NotTaken[]
  masterPassword: ImportPreview['masterPassword']
}

/** A file that lies where its client keeps it. */
export async function readFound(
  { path, format }: FoundImport,
  password: string | undefined,
): Promise<ReadSource> {
  const masterPassword = password === undefined ? {} : { masterPassword: password }
  return fromClient(await readImportPath(path, { format, ...masterPassword }), password)
}

/** A file that the user picked: of any client, or an export of ours. */
export async function readGiven(
  bytes: Uint8Array,
  password: string | undefined,
): Promise<ReadSource> {
  const text = decodeImport(bytes)
  const ours = exportKindOf(text)
  if (ours) return fromExport(text, ours, password)
  const masterPassword = password === undefined ? {} : { masterPassword: password }
  return fromClient(readImport(text, masterPassword), password)
}

function fromClient(
  { format, sites, notTaken }: ImportResult & { format: Exclude<ImportClient, 'sampan'> },
  password: string | undefined,
): ReadSource {
  const ready: ReadySite[] = []
  const refused: NotTaken[] = []
  for (const site of sites) {
    try {
      ready.push(toSite(site))
    } catch (error) {
      const { message } = AppError.from(error)
      const { name, folder } = site
      refused.push({ name, folder, part: 'site', code: 'host', reason: message })
    }
  }
  const codes = new Set(notTaken.map(({ code }) => code))
  // Only FileZilla's can be opened from outside: WinSCP's needs WinSCP.
  const masterPassword =
    format !== 'filezilla'
      ? 'not-needed'
      : codes.has('master-password-wrong')
        ? 'wrong'
        : codes.has('master-password-missing')
          ? 'missing'
          : password === undefined
            ? 'not-needed'
            : 'right'
  return { client: format, ready, notTaken: [...notTaken, ...refused], masterPassword }
}

async function fromExport(
  text: string,
  kind: 'plain' | 'encrypted',
  password: string | undefined,
): Promise<ReadSource> {
  const locked = (masterPassword: 'missing' | 'wrong'): ReadSource => ({
    client: 'sampan',
    ready: [],
    notTaken: [],
    masterPassword,
  })
  if (kind === 'encrypted' && password === undefined) return locked('missing')
  try {
    const { sites } = await readExport(text, (payload) => ExportPayload.parse(payload), password)
    return {
      client: 'sampan',
      ready: sites.map(ready),
      notTaken: [],
      masterPassword: kind === 'encrypted' ? 'right' : 'not-needed',
    }
  } catch (error) {
    if (AppError.from(error).code === 'wrong-master-password') return locked('wrong')
    throw error
  }
}

function ready({ folder, secrets = {}, ...site }: ExportedSite): ReadySite {
  const kept = Object.entries(secrets).filter(([, secret]) => secret !== undefined)
  return {
    folder,
    draft: { ...site, parentId: null },
    secrets: Object.fromEntries(kept),
    notTaken: [],
  }
}
