import { visibleText } from '../../text.ts'

/** How a side writes its paths. */
export type PathStyle = 'posix' | 'windows'
export type Segment = { name: string; path: string }

/** `/`, `C:\` or `\\server\share\`: what stays when everything else is taken away. */
function rootOf(path: string, style: PathStyle): string {
  if (style === 'posix') return path.startsWith('/') ? '/' : ''
  const drive = /^[a-z]:[\\/]?/i.exec(path)
  if (drive) return `${drive[0].slice(0, 2)}\\`
  return /^[\\/]{2}[^\\/]+[\\/][^\\/]+[\\/]?/.exec(path)?.[0] ?? ''
}

const separatorOf = (style: PathStyle) => (style === 'posix' ? '/' : '\\')
const splitter = (style: PathStyle) => (style === 'posix' ? /\/+/ : /[\\/]+/)

export function joinPath(folder: string, name: string, style: PathStyle): string {
  const separator = separatorOf(style)
  return folder === '' || folder.endsWith(separator) ? folder + name : folder + separator + name
}

/** Root first, then each folder down to the path itself. */
export function segmentsOf(path: string, style: PathStyle): Segment[] {
  const root = rootOf(path, style)
  const segments: Segment[] = root === '' ? [] : [{ name: root, path: root }]
  let reached = root
  for (const name of path.slice(root.length).split(splitter(style))) {
    if (name === '') continue
    reached = joinPath(reached, name, style)
    segments.push({ name, path: reached })
  }
  return segments
}

export function parentOf(path: string, style: PathStyle): string | null {
  return segmentsOf(path, style).at(-2)?.path ?? null
}

export function baseName(path: string, style: PathStyle): string {
  return segmentsOf(path, style).at(-1)?.name ?? path
}

/** A path as typed: absolute as it is, else below the folder in which it was typed. */
export function typedPath(text: string, folder: string, style: PathStyle): string {
  const isAbsolute = style === 'posix' ? text.startsWith('/') : rootOf(text, style) !== ''
  return isAbsolute || text.startsWith('~') ? text : joinPath(folder, text, style)
}

/** The folder that a half-typed path lies in, and the start of a name there. */
export function splitTyped(
  text: string,
  folder: string,
  style: PathStyle,
): { folder: string; start: string } {
  const at = style === 'posix' ? text.lastIndexOf('/') : text.search(/[^\\/]*$/) - 1
  const head = text.slice(0, at + 1)
  const path = head === '' ? folder : typedPath(head, folder, style)
  // As the rest of the window writes it: without a separator at the end.
  return { folder: segmentsOf(path, style).at(-1)?.path ?? path, start: text.slice(at + 1) }
}

/** What was typed with the name that it was the start of, ready for the next one. */
export function completedPath(text: string, name: string, style: PathStyle): string {
  const { start } = splitTyped(text, '', style)
  return text.slice(0, text.length - start.length) + name + separatorOf(style)
}

/**
 * The path that is meant by one that was typed over paths which fields show spelt out: what still
 * stands there of `known` ones is what it was, characters that are never shown included.
 */
export function pathMeant(text: string, known: Iterable<string>, style: PathStyle): string {
  const separator = separatorOf(style)
  let [shown, meant] = ['', '']
  for (const path of known)
    for (const segment of segmentsOf(path, style)) {
      const spelt = visibleText(segment.path)
      if (spelt === segment.path || spelt.length <= shown.length) continue
      if (text === spelt || text.startsWith(spelt + separator))
        [shown, meant] = [spelt, segment.path]
    }
  return meant + text.slice(shown.length)
}

export function isInside(path: string, folder: string, style: PathStyle): boolean {
  const separator = separatorOf(style)
  return (
    path === folder || path.startsWith(folder.endsWith(separator) ? folder : folder + separator)
  )
}

/**
 * Whether a name from one side may become a name on the other. The engine checks again; here it
 * keeps a name such as `../x` from being joined to a path at all. A line break would end the command
 * (RFC 959 §5.3).
 */
export function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000\r\n]/.test(name)
}
