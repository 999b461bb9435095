import { isInside, joinPath, segmentsOf } from '../panes/paths.ts'
import type { PathStyle } from '../panes/paths.ts'

export type FolderPair = { local: string; remote: string }

/**
 * Where the other side has to go when one side went somewhere: as far below the pair of folders
 * that belong together, or as far above it. `undefined`: it has no counterpart.
 */
export function counterpart(
  pair: FolderPair,
  side: 'local' | 'remote',
  path: string,
  localStyle: PathStyle,
): { path: string; pair: FolderPair } | undefined {
  const styles = { local: localStyle, remote: 'posix' as const }
  const other = side === 'local' ? 'remote' : 'local'
  const [style, otherStyle] = [styles[side], styles[other]]
  const own = segmentsOf(pair[side], style)
  const went = segmentsOf(path, style)
  if (isInside(path, pair[side], style)) {
    const below = went.slice(own.length).map(({ name }) => name)
    const target = below.reduce((folder, name) => joinPath(folder, name, otherStyle), pair[other])
    return { path: target, pair }
  }
  if (!isInside(pair[side], path, style)) return undefined
  // Above the pair: both go up, and belong together from there on.
  const up = own.length - went.length
  const target = segmentsOf(pair[other], otherStyle).at(-1 - up)
  if (!target) return undefined
  const raised = { [side]: path, [other]: target.path } as FolderPair
  return { path: target.path, pair: raised }
}
