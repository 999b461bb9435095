import { z } from 'zod'
import { call } from './rpc.ts'
import { ItemId, ItemName } from './sites.ts'

export const ImportClient = z.enum([
  'sampan',
  'filezilla',
  'winscp',
  'cyberduck',
  'vscode-sftp',
  'lftp',
  'urls',
])
export type ImportClient = z.infer<typeof ImportClient>

/** A file of another client that lies where that client keeps it. */
export const FoundImport = z.object({
  id: z.string(),
  client: ImportClient,
  /** sites: what was saved. recent: the list of quick connections. */
  content: z.enum(['sites', 'recent']),
  path: z.string(),
})
export type FoundImport = z.infer<typeof FoundImport>

export const ImportFile = z.object({
  kind: z.literal('file'),
  name: z.string().max(1_000),
  /** The file's bytes, at most 16 MiB. */
  base64: z.base64().max(23 * 1024 * 1024),
})
export type ImportFile = z.infer<typeof ImportFile>

export const ImportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), id: z.string() }),
  ImportFile,
])
export type ImportSource = z.infer<typeof ImportSource>

/** One site as the wizard shows it: no secret in it. */
export const ImportRow = z.object({
  index: z.int(),
  folder: z.array(z.string()),
  name: z.string(),
  host: z.string(),
  port: z.number(),
  user: z.string(),
  encryption: z.enum(['auto', 'required', 'implicit', 'none']),
  hasPassword: z.boolean(),
  /** To be read before they are taken over: they are sent after each login. */
  postLoginCommands: z.array(z.string()),
  duplicateOf: z.enum(['saved', 'earlier']).optional(),
})
export type ImportRow = z.infer<typeof ImportRow>

export const NotTakenRow = z.object({
  name: z.string(),
  folder: z.array(z.string()),
  part: z.enum(['site', 'password', 'setting']),
  code: z.enum([
    'protocol',
    'host',
    'port',
    'user-missing',
    'encoding',
    'address',
    'line-break',
    'entry-unreadable',
    'master-password-missing',
    'master-password-wrong',
    'password-unreadable',
    'password-missing',
    'setting',
  ]),
  detail: z.string().optional(),
})
export type NotTakenRow = z.infer<typeof NotTakenRow>

export const ImportPreview = z.object({
  ticket: z.string(),
  client: ImportClient,
  rows: z.array(ImportRow),
  notTaken: z.array(NotTakenRow),
  /** missing, wrong: passwords in the file are locked with a master password. */
  masterPassword: z.enum(['not-needed', 'missing', 'wrong', 'right']),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportReport = z.object({
  sites: z.int(),
  folders: z.int(),
  passwords: z.int(),
  /** Sites that had a password which is not saved, because nothing may or can hold it. */
  passwordsLeftOut: z.int(),
})
export type ImportReport = z.infer<typeof ImportReport>

const Passphrase = z.string().max(1_024)

export const siteExchangeCalls = {
  /** Looks where other clients keep their sites. Reads names only. */
  findImports: call(z.tuple([]), z.array(FoundImport)),
  /**
   * Reads without changing anything. The password opens FileZilla's master password or a Sampan
   * export. Throws `import-unreadable`, and `wrong-master-password` for an export.
   */
  previewImport: call(z.tuple([ImportSource, Passphrase.optional()]), ImportPreview),
  applyImport: call(
    z.tuple([
      z.object({
        ticket: z.string(),
        /** Places of the rows that are wanted. */
        rows: z.array(z.int()).max(100_000),
        /** null: at the top. A new folder of this name is made in it if one is given. */
        parentId: ItemId.nullable(),
        newFolder: ItemName.optional(),
        savePasswords: z.boolean(),
        /** Take over the commands that the preview showed. */
        withCommands: z.boolean(),
      }),
    ]),
    ImportReport,
  ),
  cancelImport: call(z.tuple([z.string()]), z.void()),

  /**
   * The text of a file. encrypted: with secrets, under the passphrase; plain: without secrets.
   * Throws `vault-locked` when secrets are wanted and cannot be read.
   */
  exportSites: call(
    z.tuple([
      z.object({
        /** Sites and folders with all in them. */
        ids: z.union([z.array(ItemId).max(100_000), z.literal('all')]),
        as: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('plain') }),
          z.object({ kind: z.literal('encrypted'), passphrase: Passphrase.min(1) }),
        ]),
      }),
    ]),
    z.object({ name: z.string(), text: z.string(), sites: z.int(), passwords: z.int() }),
  ),
}
