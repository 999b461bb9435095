import { ImportError, refuseLargeText } from './importedSite.ts'

/** Values of one section. Names are compared without case, as Windows does. */
export type Section = {
  /** Without the root of WinSCP: `Sessions\My%20shop`. */
  path: string
  values: Map<string, string>
}

/** The registry key of WinSCP; an export may begin at it or above it. */
const registryRoot = /^HKEY_(?:CURRENT_USER|USERS\\[^\\]+)\\Software\\Martin Prikryl\\WinSCP 2\\?/i

/**
 * Sections of a WinSCP.ini or of a .reg export of its key. Numbers of the registry become decimal
 * text, binary values hex text, as WinSCP writes both into its ini. Throws ImportError for a text
 * that is neither.
 */
export function readWinScpStorage(text: string): Section[] {
  refuseLargeText(text)
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
  const first = lines.find((line) => line !== '') ?? ''
  const isRegistry = /^(Windows Registry Editor Version 5\.00|REGEDIT4)$/.test(first)
  const sections = isRegistry ? readRegistry(joinContinued(lines)) : readIni(lines)
  if (!sections.some(({ path }) => /^(Sessions|Configuration)(\\|$)/i.test(path)))
    throw new ImportError('This is neither a WinSCP.ini nor a registry export of WinSCP.')
  return sections
}

/** The value that WinSCP reads: percent codes are bytes, of UTF-8 if they begin with its mark. */
export function unescapeValue(text: string): string {
  if (!text.includes('%')) return text
  const bytes = Buffer.from(text, 'utf8')
  let length = 0
  for (let at = 0; at < bytes.length; length++) {
    const code = bytes[at] === percent ? hexPair(bytes[at + 1], bytes[at + 2]) : undefined
    bytes[length] = code ?? bytes[at] ?? 0
    at += code === undefined ? 1 : 3
  }
  return decodeBytes(bytes.subarray(0, length))
}

const percent = 0x25

/** The byte that two hex digits (as ASCII codes) stand for. */
function hexPair(high = 0, low = 0): number | undefined {
  const digits = String.fromCharCode(high, low)
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : undefined
}

/** UTF-8 with or without its mark; otherwise what old versions wrote, most likely Windows-1252. */
function decodeBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function readIni(lines: string[]): Section[] {
  const sections: Section[] = []
  for (const line of lines) {
    const header = /^\[(.+)\]$/.exec(line)
    if (header) {
      sections.push({ path: header[1] ?? '', values: new Map() })
      continue
    }
    const equals = line.indexOf('=')
    if (equals <= 0 || line.startsWith(';')) continue
    const name = line.slice(0, equals).trim().toLowerCase()
    sections.at(-1)?.values.set(name, line.slice(equals + 1).trim())
  }
  return sections
}

function readRegistry(lines: string[]): Section[] {
  const sections: Section[] = []
  let section: Section | undefined
  for (const line of lines) {
    const header = /^\[(-?)(.+)\]$/.exec(line)
    if (header) {
      const key = header[2] ?? ''
      section = undefined
      // `[-key]` deletes a key when imported; keys elsewhere are none of our business.
      if (header[1] === '' && registryRoot.test(key)) {
        section = { path: key.replace(registryRoot, ''), values: new Map() }
        sections.push(section)
      }
      continue
    }
    const value = /^"((?:[^"\\]|\\.)*)"\s*=\s*(.*)$/.exec(line)
    const text = registryValue(value?.[2] ?? '')
    if (value && text !== undefined)
      section?.values.set(unquote(value[1] ?? '').toLowerCase(), text)
  }
  return sections
}

/** Longest value that is looked at, in characters; a note is the longest that WinSCP has. */
const longestValue = 100_000

function registryValue(text: string): string | undefined {
  if (text.length > longestValue) return undefined
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(text)
  if (quoted) return unquote(quoted[1] ?? '')
  const number = /^dword:([0-9a-f]{1,8})$/i.exec(text)
  if (number) return String(Number.parseInt(number[1] ?? '', 16) | 0)
  const binary = /^hex(\([0-9a-f]+\))?:((?:[0-9a-f]{2},?)*)$/i.exec(text)
  if (!binary) return undefined
  const hex = (binary[2] ?? '').replaceAll(',', '')
  // hex(1) and hex(2) are strings that regedit did not want to quote, in UTF-16.
  if (binary[1] === '(1)' || binary[1] === '(2)')
    return Buffer.from(hex, 'hex').toString('utf16le').replace(/\0$/, '')
  return hex.toUpperCase()
}

const unquote = (text: string) => text.replace(/\\(.)/g, '$1')

/** A long binary value is broken after a comma, with a backslash at the end of the line. */
function joinContinued(lines: string[]): string[] {
  const joined: string[] = []
  let open = false
  for (const line of lines) {
    const continues = /^("|[0-9a-f]{2})/i.test(line) && line.endsWith(',\\')
    const part = continues ? line.slice(0, -1) : line
    if (open) joined.push(`${joined.pop() ?? ''}${part}`)
    else joined.push(part)
    open = continues
  }
  return joined
}
