import type { SyncAction, SyncItem, SyncReason, SyncRules } from '../../contract/synchronize.ts'
import { compileFilter } from '../transfers/filters.ts'

export type ScannedEntry = {
  name: string
  kind: 'file' | 'directory' | 'link' | 'unknown'
  size: number | null
  modifiedAt: number | null
}
/** One side of one folder; null: the folder is not there. */
export type ScannedSide = { entries: ScannedEntry[]; isComplete: boolean } | null
/** A folder as found on both sides. `path`: below the two roots, empty for the roots themselves. */
export type ScannedFolder = { path: string; local: ScannedSide; remote: ScannedSide }

/** By path below the roots: whether both files hold the same; null: nobody can tell. */
export type Contents = ReadonlyMap<string, boolean | null>

export type Plan = { items: SyncItem[]; equal: number }

const facts = (entry: ScannedEntry | undefined) =>
  entry ? { size: entry.size, modifiedAt: entry.modifiedAt } : null

/** The names that are left alone on both sides. */
export function excludes(exclude: string): (name: string) => boolean {
  const patterns = exclude
    .split(/[;\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
  if (patterns.length === 0) return () => false
  const passes = compileFilter(
    { ignoreCase: true, exclude: patterns.map((text) => ({ kind: 'glob', text })) },
    0,
  )
  return (name) => !passes({ path: name, isFolder: true, size: null, modifiedAt: null })
}

/**
 * Proposes what makes two trees alike. Pure: the trees come as they were read. `isSafeName` says
 * whether a name can be one on both sides. Deletions are proposed only where the rules ask for them
 * and every listing was complete. `contents` is needed where the rules go by hash.
 */
export function planSynchronization(
  folders: readonly ScannedFolder[],
  rules: SyncRules,
  isSafeName: (name: string) => boolean,
  contents: Contents = new Map(),
): Plan {
  const isExcluded = excludes(rules.exclude)
  const isWhole = folders.every(
    ({ local, remote }) => local?.isComplete !== false && remote?.isComplete !== false,
  )
  const mayDelete = rules.deletes && rules.direction !== 'both' && isWhole
  const items: SyncItem[] = []
  let equal = 0

  for (const { path, local, remote } of folders) {
    const locals = new Map(local?.entries.map((entry) => [entry.name, entry]))
    const remotes = new Map(remote?.entries.map((entry) => [entry.name, entry]))
    for (const name of new Set([...locals.keys(), ...remotes.keys()])) {
      if (isExcluded(name)) continue
      const one = locals.get(name)
      const other = remotes.get(name)
      const itemPath = path === '' ? name : `${path}/${name}`
      const verdict = judge(one, other, rules, contents.get(itemPath) ?? null)
      if (verdict === 'equal') {
        equal++
        continue
      }
      const isMissingUnknown =
        (!one && local?.isComplete === false) || (!other && remote?.isComplete === false)
      const reason: SyncReason = !isSafeName(name)
        ? 'unsafe-name'
        : isMissingUnknown
          ? 'incomplete'
          : verdict
      const isFolder = (one ?? other)!.kind === 'directory'
      const choices = choicesFor(reason, isFolder, isWhole)
      const wanted = actionFor(reason, isFolder, rules.direction, mayDelete)
      items.push({
        path: itemPath,
        kind: isFolder ? 'directory' : 'file',
        local: facts(one),
        remote: facts(other),
        reason,
        action: choices.includes(wanted) ? wanted : 'nothing',
        choices,
      })
    }
  }
  return { items, equal }
}

function judge(
  local: ScannedEntry | undefined,
  remote: ScannedEntry | undefined,
  rules: SyncRules,
  isSameContent: boolean | null,
): SyncReason | 'equal' {
  for (const entry of [local, remote])
    if (entry && (entry.kind === 'link' || entry.kind === 'unknown')) return 'link'
  if (!remote) return 'only-local'
  if (!local) return 'only-remote'
  if (local.kind !== remote.kind) return 'kinds-differ'
  if (local.kind === 'directory') return 'equal'
  const sizes = compareSizes(local, remote)
  const bySize = sizes === 'different' && rules.direction === 'both' ? 'conflict' : sizes
  if (rules.by === 'size') return bySize
  if (rules.by === 'hash') {
    if (sizes === 'different') return bySize
    if (isSameContent === null) return 'content-unknown'
    if (isSameContent) return 'equal'
    return rules.direction === 'both' ? 'conflict' : 'content-differs'
  }
  if (local.modifiedAt === null || remote.modifiedAt === null) return 'unknown'
  const ahead = local.modifiedAt - (remote.modifiedAt - rules.offset)
  const tolerance = Math.max(rules.tolerance, precisionOf(remote.modifiedAt))
  if (Math.abs(ahead) > tolerance) return ahead > 0 ? 'local-newer' : 'remote-newer'
  return rules.by === 'time' ? 'equal' : bySize
}

function compareSizes(local: ScannedEntry, remote: ScannedEntry) {
  if (local.size === null || remote.size === null) return 'unknown'
  return local.size === remote.size ? 'equal' : 'different'
}

/** Paths of the files whose content decides: there on both sides, and not of different sizes. */
export function contentsToCompare(
  folders: readonly ScannedFolder[],
  rules: Pick<SyncRules, 'exclude'>,
  isSafeName: (name: string) => boolean,
): string[] {
  const isExcluded = excludes(rules.exclude)
  return folders.flatMap(({ path, local, remote }) => {
    const remotes = new Map(remote?.entries.map((entry) => [entry.name, entry]))
    const isWanted = (entry: ScannedEntry) => {
      const other = remotes.get(entry.name)
      if (entry.kind !== 'file' || other?.kind !== 'file') return false
      if (isExcluded(entry.name) || !isSafeName(entry.name)) return false
      return compareSizes(entry, other) !== 'different'
    }
    const found = local?.entries.filter(isWanted) ?? []
    return found.map(({ name }) => (path === '' ? name : `${path}/${name}`))
  })
}

const minute = 60_000
const day = 24 * 60 * minute

/**
 * Milliseconds by which a listed time may be off: `ls -l` gives minutes, and of files older than half
 * a year only the day.
 */
export const precisionOf = (time: number): number =>
  time % day === 0 ? day : time % minute === 0 ? minute : 0

function actionFor(
  reason: SyncReason,
  isFolder: boolean,
  direction: SyncRules['direction'],
  mayDelete: boolean,
): SyncAction {
  const up = isFolder ? 'make-remote-folder' : 'upload'
  const down = isFolder ? 'make-local-folder' : 'download'
  switch (reason) {
    case 'only-local':
      if (direction === 'download') return mayDelete ? 'delete-local' : 'nothing'
      return up
    case 'only-remote':
      if (direction === 'upload') return mayDelete ? 'delete-remote' : 'nothing'
      return down
    case 'local-newer':
      return direction === 'download' ? 'nothing' : up
    case 'remote-newer':
      return direction === 'upload' ? 'nothing' : down
    case 'different':
    case 'content-differs':
      return direction === 'upload' ? up : direction === 'download' ? down : 'nothing'
    default:
      return 'nothing'
  }
}

function choicesFor(reason: SyncReason, isFolder: boolean, isWhole: boolean): SyncAction[] {
  const up = isFolder ? 'make-remote-folder' : 'upload'
  const down = isFolder ? 'make-local-folder' : 'download'
  switch (reason) {
    case 'only-local':
      return [up, ...(isWhole ? (['delete-local'] as const) : []), 'nothing']
    case 'only-remote':
      return [down, ...(isWhole ? (['delete-remote'] as const) : []), 'nothing']
    case 'local-newer':
    case 'remote-newer':
    case 'different':
    case 'content-differs':
    case 'content-unknown':
    case 'conflict':
    case 'unknown':
      return [up, down, 'nothing']
    default:
      return ['nothing']
  }
}
