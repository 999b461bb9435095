import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { isSafeName, joinPath, segmentsOf } from '../features/panes/paths.ts'
import type { Pane } from './pane.ts'

export type TreeNode = {
  path: string
  name: string
  /** From 1 on. */
  level: number
  isOpen: boolean
  state: 'known' | 'reading' | 'failed'
  /** False only when it was read and holds no folder. */
  canOpen: boolean
}
type Known = {
  names: readonly string[]
  /** All of its folders, not only those that lead to where the pane is. */
  isWhole: boolean
}

/** The folders of one pane as a tree. A folder is read when somebody opens it, or shows it. */
export function createFolderTree(pane: () => Pane, roots: () => string[]) {
  const known = shallowRef<ReadonlyMap<string, Known>>(new Map())
  const open = shallowRef<ReadonlySet<string>>(new Set())
  const reading = shallowRef<ReadonlySet<string>>(new Set())
  const failed = shallowRef<ReadonlySet<string>>(new Set())
  const current = ref('')
  let abort = new AbortController()

  const style = () => pane().source?.style ?? 'posix'
  const withValue = <T>(set: ReadonlySet<T>, value: T, isIn: boolean): ReadonlySet<T> => {
    const next = new Set(set)
    if (isIn) next.add(value)
    else next.delete(value)
    return next
  }
  const learn = (path: string, names: readonly string[], isWhole: boolean) => {
    const before = known.value.get(path)
    if (before?.isWhole && !isWhole) names = [...new Set([...before.names, ...names])]
    const compare = pane().view.order.compareNames
    const sorted = names.filter(isSafeName).toSorted(compare)
    known.value = new Map(known.value).set(path, {
      names: sorted,
      isWhole: isWhole || before?.isWhole === true,
    })
  }
  const isHiddenName = (name: string) => !pane().view.showHidden && name.startsWith('.')

  const read = async (path: string) => {
    if (reading.value.has(path)) return
    reading.value = withValue(reading.value, path, true)
    failed.value = withValue(failed.value, path, false)
    const { signal } = abort
    try {
      learn(path, await pane().foldersIn(path, signal), true)
    } catch {
      // Shown on the row itself; opening it again tries again.
      if (!signal.aborted) failed.value = withValue(failed.value, path, true)
    } finally {
      reading.value = withValue(reading.value, path, false)
    }
  }
  const toggle = (path: string, wanted = !open.value.has(path)) => {
    open.value = withValue(open.value, path, wanted)
    if (wanted && !known.value.get(path)?.isWhole) void read(path)
  }

  /** Opens the way to where the pane is, from what is known alone. */
  const follow = (path: string) => {
    current.value = path
    if (path === '') return
    const root = roots().find((candidate) =>
      segmentsOf(path, style()).some((s) => s.path === candidate),
    )
    const chain = segmentsOf(path, style())
    const start = Math.max(
      0,
      chain.findIndex((segment) => segment.path === root),
    )
    // At the root itself there is no way to show but the first folders.
    if (start === chain.length - 1) open.value = withValue(open.value, chain[start]!.path, true)
    for (let at = start; at < chain.length - 1; at++) {
      const [segment, next] = [chain[at]!, chain[at + 1]!]
      if (!known.value.get(segment.path)?.names.includes(next.name))
        learn(segment.path, [...(known.value.get(segment.path)?.names ?? []), next.name], false)
      open.value = withValue(open.value, segment.path, true)
    }
  }
  const reset = () => {
    abort.abort()
    abort = new AbortController()
    known.value = new Map()
    open.value = new Set()
    failed.value = new Set()
  }

  watch(() => pane().source, reset)
  watch(() => pane().path, follow, { immediate: true })
  // What the pane has read need not be read again.
  watch(
    () => pane().status,
    (status) => {
      if (status.state !== 'ready' || !status.isComplete) return
      const names = pane()
        .arrived.filter(({ entry }) => entry.kind === 'directory')
        .map(({ entry }) => entry.name)
      learn(pane().path, names, true)
    },
    { immediate: true },
  )

  const nodes = computed<TreeNode[]>(() => {
    const rows: TreeNode[] = []
    const add = (path: string, name: string, level: number) => {
      const isOpen = open.value.has(path)
      const children = known.value.get(path)
      rows.push({
        path,
        name,
        level,
        isOpen,
        state: reading.value.has(path) ? 'reading' : failed.value.has(path) ? 'failed' : 'known',
        canOpen: !children?.isWhole || children.names.length > 0,
      })
      if (!isOpen) return
      for (const child of children?.names ?? [])
        if (!isHiddenName(child)) add(joinPath(path, child, style()), child, level + 1)
    }
    if (pane().source) for (const root of roots()) add(root, root, 1)
    return rows
  })

  return reactive({ nodes, current, toggle })
}
export type FolderTree = ReturnType<typeof createFolderTree>
