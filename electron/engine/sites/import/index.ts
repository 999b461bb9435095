import { readCyberduck } from './cyberduck.ts'
import { readFileZilla } from './fileZilla.ts'
import { ImportError } from './importedSite.ts'
import type { ImportResult } from './importedSite.ts'
import { readLftp } from './lftp.ts'
import { readUrls } from './urls.ts'
import { readVscodeSftp } from './vscodeSftp.ts'
import { readWinScp } from './winScp.ts'

export type ImportFormat = 'filezilla' | 'winscp' | 'cyberduck' | 'vscode-sftp' | 'lftp' | 'urls'

export type ImportOptions = {
  /** FileZilla's master password. */
  masterPassword?: string
  /** For vscode-sftp: the folder that holds `.vscode`. */
  workspace?: string
}

export type Importer = {
  format: ImportFormat
  /** The client's own name. */
  client: string
  /** Whether a text looks like this format; the reader may still find it damaged. */
  matches(text: string): boolean
  /** Throws ImportError. */
  read(text: string, options: ImportOptions): ImportResult
}

/** Enough of a text to tell what it is, without white space and marks before it. */
const beginningOf = (text: string) => text.slice(0, 64 * 1024).replace(/^[\ufeff\s]+/, '')

/** The first line that is not blank and no comment. */
function firstLineOf(text: string): string {
  const lines = beginningOf(text).split(/[\r\n]+/)
  return lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#')) ?? ''
}

/** In the order in which they are tried. */
export const importers: readonly Importer[] = [
  {
    format: 'filezilla',
    client: 'FileZilla',
    matches: (text) => /<FileZilla3?[\s/>]/.test(beginningOf(text)),
    read: readFileZilla,
  },
  {
    format: 'cyberduck',
    client: 'Cyberduck',
    matches: (text) => /<plist[\s/>]/.test(beginningOf(text)),
    read: readCyberduck,
  },
  {
    format: 'winscp',
    client: 'WinSCP',
    matches: (text) =>
      /^[ \t]*\[(Sessions\\|Configuration[\\\]]|HKEY_.*\\Martin Prikryl\\)/im.test(text),
    read: readWinScp,
  },
  {
    format: 'vscode-sftp',
    client: 'vscode-sftp',
    matches: (text) => /^(\{|\[|\/\/|\/\*)/.test(beginningOf(text)),
    read: readVscodeSftp,
  },
  {
    format: 'urls',
    client: 'URL',
    matches: (text) => /^[a-z][a-z0-9+.-]*:\/\//i.test(firstLineOf(text)),
    read: readUrls,
  },
  {
    format: 'lftp',
    client: 'lftp',
    matches: (text) => /^\S+[ \t]+[a-z][a-z0-9+.-]*:\/\//i.test(firstLineOf(text)),
    read: readLftp,
  },
]

/** What a text is, judged by its content. */
export function detectFormat(text: string): ImportFormat | undefined {
  return importers.find((importer) => importer.matches(text))?.format
}

/** Reads a text of a known or of any format. Throws ImportError. */
export function readImport(
  text: string,
  options: ImportOptions & { format?: ImportFormat } = {},
): ImportResult & { format: ImportFormat } {
  const format = options.format ?? detectFormat(text)
  const importer = importers.find((candidate) => candidate.format === format)
  if (!importer) throw new ImportError('This file is of no client whose sites Sampan can read.')
  return { format: importer.format, ...importer.read(text, options) }
}
