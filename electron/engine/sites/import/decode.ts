import { ImportError, largestImport } from './importedSite.ts'

/**
 * The text of an import: UTF-8, UTF-16 (what regedit writes), or else Windows-1252, as programs of
 * old wrote. Throws ImportError for a file that is too large or no text.
 */
export function decodeImport(bytes: Uint8Array): string {
  if (bytes.length > largestImport) throw new ImportError('The file is larger than 16 MiB.')
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes)
  if (text.includes('\0')) throw new ImportError('The file is not a text.')
  return text
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Without a mark: our formats all begin with an ASCII character.
  if (bytes.length % 2 === 0 && first !== 0 && second === 0) return 'utf-16le'
  if (bytes.length % 2 === 0 && first === 0 && second !== 0) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}
