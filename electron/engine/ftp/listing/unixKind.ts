import type { LineResult, RemoteEntry } from './entry.ts'

/**
 * Gives an entry of a Unix listing the kind that the first letter of its mode says, and a link its
 * target. The target starts behind the first arrow: the name is what the server was asked for.
 */
export function finish(entry: RemoteEntry, letter: string): LineResult {
  if (letter === 'd') {
    entry.kind = 'directory'
    // Some servers mark folders as `ls -F` does; no name can end with the separator.
    const slash = entry.name.indexOf('/')
    if (slash > 0 && slash === entry.name.length - 1) entry.name = entry.name.slice(0, slash)
  } else if (letter === 'l') {
    entry.kind = 'link'
    const arrow = entry.name.indexOf(' -> ')
    if (arrow >= 0) {
      entry.target = entry.name.slice(arrow + 4)
      entry.name = entry.name.slice(0, arrow)
    }
  } else if ('-fmMCn'.includes(letter)) {
    entry.kind = 'file'
  } else {
    // Devices, pipes, sockets, doors: their "size" is no number of bytes.
    entry.kind = 'unknown'
    entry.size = null
  }
  const { name } = entry
  return name === '' || name === '.' || name === '..' ? 'skip' : entry
}
