/** FileZilla's types of server, in the order of their numbers. */
export const serverTypes = [
  'default',
  'unix',
  'vms',
  'dos',
  'mvs',
  'vxworks',
  'zvm',
  'hp-nonstop',
  'dos-virtual',
  'cygwin',
  'dos-forward-slashes',
] as const
export type ServerType = (typeof serverTypes)[number]

export type SafePath = { serverType: ServerType; prefix?: string; segments: string[] }

/**
 * FileZilla's form of a remote folder: server type, length of the prefix and the prefix, then
 * pairs of length and name, each after one blank. Lengths are code points in files of Linux and
 * macOS, UTF-16 units in those of Windows. Gives undefined for anything else.
 */
export function parseSafePath(text: string): SafePath | undefined {
  return parseCounted([...text]) ?? parseCounted(text.split(''))
}

/** The folder as one writes it on its kind of server. */
export function formatSafePath({ serverType, prefix = '', segments }: SafePath): string {
  switch (serverType) {
    case 'vms': {
      const escaped = segments.map((segment) => segment.replace(/\./g, '^.'))
      return `${prefix}[${escaped.join('.')}]`
    }
    case 'mvs':
      return `'${segments.join('.')}${prefix}'`
    case 'hp-nonstop':
      return prefix + segments.join('.')
    case 'dos':
    case 'dos-forward-slashes': {
      const separator = serverType === 'dos' ? '\\' : '/'
      // C: alone is the current folder of the drive, C:\ its root.
      const end = segments.length === 1 ? separator : ''
      return prefix + segments.join(separator) + end
    }
    case 'dos-virtual':
      return `${prefix}\\${segments.join('\\')}`
    default:
      return `${prefix}/${segments.join('/')}`
  }
}

function parseCounted(units: string[]): SafePath | undefined {
  let at = 0
  const atEnd = () => at >= units.length

  function readNumber(): number | undefined {
    let digits = ''
    while (digits.length < 10 && /^[0-9]$/.test(units[at] ?? '')) digits += units[at++]
    return digits === '' ? undefined : Number(digits)
  }
  function readBlank(): boolean {
    return units[at++] === ' '
  }
  function readText(length: number): string | undefined {
    if (length === 0 || at + length > units.length) return undefined
    return units.slice(at, (at += length)).join('')
  }

  const serverType = serverTypes[readNumber() ?? -1]
  if (serverType === undefined || !readBlank()) return undefined
  const prefixLength = readNumber()
  if (prefixLength === undefined) return undefined
  let prefix: string | undefined
  if (prefixLength > 0) {
    if (!readBlank()) return undefined
    prefix = readText(prefixLength)
    if (prefix === undefined) return undefined
  }
  const segments: string[] = []
  while (!atEnd()) {
    if (!readBlank()) return undefined
    const length = readNumber()
    if (length === undefined || !readBlank()) return undefined
    const segment = readText(length)
    if (segment === undefined) return undefined
    segments.push(segment)
  }
  return { serverType, ...(prefix === undefined ? {} : { prefix }), segments }
}
