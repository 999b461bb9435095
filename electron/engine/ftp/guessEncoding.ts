import chardet from 'chardet'
import { codecFor } from './encoding.ts'

/** Detector's names for what FTP servers really use, best known spelling first. */
const candidates: Record<string, string> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'KOI8-R': 'koi8-r',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'iso-8859-2',
  'ISO-8859-5': 'iso-8859-5',
  'ISO-8859-7': 'iso-8859-7',
  'ISO-8859-9': 'windows-1254',
}

/**
 * The likeliest legacy encoding of names that are no UTF-8, or undefined. Only encodings that give
 * every name back byte for byte are considered. A guess, to be shown as one.
 */
export function guessEncoding(names: Uint8Array[]): string | undefined {
  const sample = Buffer.concat(names.flatMap((name) => [name, Buffer.of(0x0a)])).subarray(0, 65_536)
  const matches = chardet.analyse(sample)
  return matches
    .map((match) => candidates[match.name])
    .find((name) => {
      if (!name) return false
      const codec = codecFor(name)
      return names.every((bytes) => !/[\udc80-\udcff]/.test(codec.decode(bytes)))
    })
}
