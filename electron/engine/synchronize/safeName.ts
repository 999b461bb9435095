import { toLocalName } from '../files/localName.ts'

const platform =
  process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'

/**
 * Whether a name can be the same name on both sides. One that this machine would have to spell
 * otherwise is left alone: the next comparison would not find it again. A line break cannot be sent
 * (RFC 959 §5.3).
 */
export function isSafeName(name: string): boolean {
  if (/[\r\n]/.test(name)) return false
  try {
    return toLocalName(name, platform) === name
  } catch {
    return false
  }
}
