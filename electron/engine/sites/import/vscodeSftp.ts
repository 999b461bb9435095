import { resolve } from 'node:path'
import { parse } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import { ImportError, refuseLargeText } from './importedSite.ts'
import type { ImportedSite, ImportResult } from './importedSite.ts'
import type { SiteCollector } from './siteCollector.ts'
import { createSiteCollector } from './siteCollector.ts'

export type VscodeSftpOptions = {
  /** The folder that holds `.vscode`; local folders are relative to it. */
  workspace?: string
}

/**
 * Reads `.vscode/sftp.json` of the extension vscode-sftp: one server or a list of them, each with
 * optional profiles that inherit from it. Comments and trailing commas are tolerated, as VS Code
 * does. Throws ImportError.
 */
export function readVscodeSftp(json: string, options: VscodeSftpOptions = {}): ImportResult {
  refuseLargeText(json)
  const document = parseTolerantly(json)
  const servers = Array.isArray(document) ? document : [document]
  const collector = createSiteCollector()
  for (const server of servers) {
    if (!isRecord(server)) throw new ImportError('This is not an sftp.json of vscode-sftp.')
    const { profiles } = server
    if (isRecord(profiles) && Object.keys(profiles).length > 0) {
      const name = textOf(server.name) ?? textOf(server.host)
      for (const [profile, values] of Object.entries(profiles))
        if (isRecord(values))
          readServer(
            { ...server, ...values, name: profile },
            name ? [name] : [],
            options,
            collector,
          )
    } else readServer(server, [], options, collector)
  }
  return collector.result
}

type Json = Record<string, unknown>

function parseTolerantly(json: string): unknown {
  refuseDeepNesting(json)
  const errors: ParseError[] = []
  const document: unknown = parse(json.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true })
  const [first] = errors
  if (first)
    throw new ImportError(`The file is not well-formed JSON (at character ${first.offset}).`)
  return document
}

/** The parser calls itself for each level; a forged file could exhaust the stack. */
function refuseDeepNesting(json: string): void {
  let depth = 0
  for (const character of json) {
    if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth > 200) throw new ImportError('The file is nested more than 200 deep.')
  }
}

function readServer(
  server: Json,
  folder: string[],
  { workspace }: VscodeSftpOptions,
  collector: SiteCollector,
): void {
  const host = textOf(server.host) ?? ''
  const name = textOf(server.name) ?? host
  const entry = { name, folder }
  const protocol = textOf(server.protocol) ?? 'sftp'
  if (protocol !== 'ftp') return collector.otherProtocol(entry, protocol.toUpperCase())

  const { secure } = server
  const encryption = secure === 'implicit' ? 'implicit' : secure ? 'required' : 'none'
  const port = server.port ?? (encryption === 'implicit' ? 990 : 21)
  const remoteFolder = textOf(server.remotePath)
  const localFolder = workspace && resolve(workspace, textOf(server.context) ?? '.')
  const connectionLimit = numberOf(server.concurrency)
  const timeout = numberOf(server.connectTimeout)
  if (server.remoteTimeOffsetInHours)
    collector.withoutSetting(
      entry,
      'timeOffsetMinutes',
      'The time offset was relative to the zone of one machine; Sampan measures it instead.',
    )

  collector.take({
    ...entry,
    host,
    port: Number(port),
    encryption,
    ...readLogon(server),
    mode: 'auto',
    encoding: 'auto',
    ...(localFolder === undefined ? {} : { localFolder }),
    ...(remoteFolder === undefined ? {} : { remoteFolder }),
    bookmarks: [],
    ...(connectionLimit === undefined ? {} : { connectionLimit }),
    ...(timeout === undefined ? {} : { timeout: Math.ceil(timeout / 1_000) }),
  })
}

function readLogon(server: Json): Pick<ImportedSite, 'logon' | 'user' | 'password'> {
  const user = textOf(server.username)
  const password = textOf(server.password)
  if (user === 'anonymous') return { logon: 'anonymous' }
  if (user === undefined) return { logon: 'ask' }
  return password === undefined ? { logon: 'ask', user } : { logon: 'password', user, password }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined
}
