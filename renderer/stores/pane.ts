import { computed, reactive, ref, shallowRef, triggerRef } from 'vue'
import type { Ref } from 'vue'
import { AppError } from '../../electron/contract/errors.ts'
import type { Entry, FolderPart, Place } from '../../electron/contract/files.ts'
import type { Off } from '../../electron/contract/rpc.ts'
import type { Bridge } from '../bridge.ts'
import type { PathStyle } from '../features/panes/paths.ts'
import {
  choose,
  chosenRows,
  emptySelection,
  indexOfName,
  keepPresent,
} from '../features/panes/selection.ts'
import type { Selection } from '../features/panes/selection.ts'
import { createRowSorter, makeRow } from '../features/panes/sorting.ts'
import type { NameOrder, Row, Sort } from '../features/panes/sorting.ts'
import { createFolderMemory } from './folderMemory.ts'

export type Side = 'local' | 'remote'
/** Where a pane reads from. The pane itself knows nothing of sessions. */
export type PaneSource = {
  style: PathStyle
  place(path: string): Place
  /** Tells of changes in a folder, where that can be known. */
  watch?(path: string, changed: () => void): Off
}
export type PaneStatus =
  | { state: 'empty' }
  | { state: 'loading'; path: string }
  | { state: 'ready'; isComplete: boolean; unreadableLines: number }
  | { state: 'failed'; path: string; error: AppError }

/** What all panes of a side share: it is remembered, not a matter of one folder. */
export type PaneView = {
  sort: Ref<Sort>
  showHidden: Ref<boolean>
  order: Ref<NameOrder>
  /** Saved filters that are switched on; what they refuse is not shown. */
  passes: Ref<((entry: Entry) => boolean) | undefined>
}
type OpenOptions = {
  /** How the step is remembered; `refresh` keeps the old rows until the new ones are complete. */
  step?: 'push' | 'back' | 'forward' | 'refresh'
  /** With `back` and `forward`: how many steps at once. */
  count?: number
  /** Name to choose once it is there. */
  choose?: string
  /** Runs instead of reporting when this turns out to be no folder. */
  otherwise?: (error: AppError) => void
}

/** One side of a tab: a folder, its rows, what is chosen in it, and the way there. */
export function createPane(
  side: Side,
  bridge: Bridge,
  view: PaneView,
  report: (error: AppError) => void,
) {
  const source = shallowRef<PaneSource>()
  const path = ref('')
  const parent = ref<string | null>(null)
  const status = shallowRef<PaneStatus>({ state: 'empty' })
  const arrived = shallowRef<Row[]>([])
  const filter = ref('')
  const selection = shallowRef<Selection>(emptySelection)
  const back = shallowRef<readonly string[]>([])
  const forward = shallowRef<readonly string[]>([])
  const renaming = ref<string>()
  /** Shows only what a comparison or the like lets pass. */
  const only = shallowRef<(entry: Entry) => boolean>()
  const memory = createFolderMemory()
  let stop: Off = () => {}
  let unwatch: Off = () => {}
  let sortMilliseconds = 0

  const sortRows = createRowSorter()
  const sorted = computed(() => {
    const start = performance.now()
    const rows = sortRows(arrived.value, view.sort.value, view.order.value)
    sortMilliseconds = performance.now() - start
    return rows
  })
  const rows = computed(() => {
    const wanted = filter.value.trim().toLowerCase()
    const hidden = view.showHidden.value
    const passes = view.passes.value
    const isOnly = only.value
    if (wanted === '' && hidden && !passes && !isOnly) return sorted.value
    return sorted.value.filter(
      ({ entry }) =>
        (hidden || !(entry.isHidden ?? entry.name.startsWith('.'))) &&
        (wanted === '' || entry.name.toLowerCase().includes(wanted)) &&
        (!passes || passes(entry)) &&
        (!isOnly || isOnly(entry)),
    )
  })
  const chosen = computed(() => chosenRows(rows.value, selection.value).map(({ entry }) => entry))

  const chooseName = (name: string | undefined) => {
    const index = name === undefined ? -1 : indexOfName(rows.value, name)
    if (index !== -1) selection.value = choose(rows.value, selection.value, index)
  }
  const remember = (left: string, step: OpenOptions['step'], count = 1) => {
    if (step === 'push' && left !== '' && left !== path.value) {
      back.value = [...back.value.slice(-99), left]
      forward.value = []
    } else if (step === 'back') {
      const passed = back.value.slice(-count).slice(1).reverse()
      back.value = back.value.slice(0, -count)
      forward.value = [...forward.value, left, ...passed]
    } else if (step === 'forward') {
      const passed = forward.value.slice(-count).slice(1).reverse()
      forward.value = forward.value.slice(0, -count)
      back.value = [...back.value, left, ...passed]
    }
  }

  /** What is shown now, for when somebody comes back. */
  const keepSeen = () => {
    if (path.value === '' || !memory.get(path.value)) return
    memory.keep(path.value, {
      parent: parent.value,
      rows: arrived.value,
      selection: selection.value,
    })
  }
  const arriveAt = (
    folder: { path: string; parent: string | null } | undefined,
    rows: Row[],
    step: OpenOptions['step'],
    chosenBefore: Selection = emptySelection,
    count = 1,
  ) => {
    const left = path.value
    if (folder) {
      path.value = folder.path
      parent.value = folder.parent
    }
    remember(left, step, count)
    if (left !== path.value) {
      filter.value = ''
      selection.value = chosenBefore
    }
    arrived.value = rows
  }
  const watchFolder = () => {
    unwatch()
    let timer: ReturnType<typeof setTimeout> | undefined
    const watched = path.value
    const again = () => {
      timer = undefined
      if (path.value !== watched) return
      if (status.value.state === 'ready' && renaming.value === undefined) refresh()
      else timer = setTimeout(again, 300)
    }
    const off = source.value?.watch?.(watched, () => {
      // A folder that takes long to sort is read again seldom.
      timer ??= setTimeout(again, Math.min(5_000, 80 + sortMilliseconds * 20))
    })
    unwatch = () => {
      clearTimeout(timer)
      off?.()
    }
  }

  const open = (target: string, options: OpenOptions = {}) => {
    const { choose: chosenName, otherwise, count = 1 } = options
    let { step = 'push' } = options
    const from = source.value
    if (!from) return
    stop()
    const previous = status.value
    status.value = { state: 'loading', path: target }
    const fresh: Row[] = []
    let folder: Extract<FolderPart, { part: 'folder' }> | undefined
    let isShown = false
    let publishedAt = 0
    let shownCount = 0
    /** What is chosen without anybody's doing; later choices of a person stay. */
    let ownChoice: Selection | undefined
    keepSeen()
    const seen = step === 'refresh' ? undefined : memory.get(target)
    if (seen) {
      // As it was, at once; what is there now takes its place when it is complete.
      arriveAt({ path: target, parent: seen.parent }, seen.rows, step, seen.selection, count)
      chooseName(chosenName)
      ownChoice = selection.value
      step = 'refresh'
    }

    /**
     * The first rows at once. Then whenever twice as many have come, so that all sorting together
     * costs about as much as the last; or seldom enough that it takes a tenth of the time.
     */
    const isWorthShowing = () => {
      if (!isShown) return true
      const age = performance.now() - publishedAt
      return age >= (fresh.length >= shownCount * 2 ? 500 : Math.max(1_000, sortMilliseconds * 10))
    }
    const publish = () => {
      shownCount = fresh.length
      if (!isShown) {
        isShown = true
        arriveAt(folder, fresh, step, emptySelection, count)
        ownChoice ??= selection.value
      }
      publishedAt = performance.now()
      triggerRef(arrived)
    }
    const finish = (end: PaneStatus) => {
      publish()
      status.value = end
      const isUntouched = selection.value === ownChoice
      selection.value = keepPresent(rows.value, selection.value)
      if (isUntouched) chooseName(chosenName)
      const isWhole = end.state === 'ready' && end.isComplete
      if (isWhole)
        memory.keep(path.value, { parent: parent.value, rows: fresh, selection: selection.value })
      if (step !== 'refresh' || seen) watchFolder()
    }
    const receive = (part: FolderPart) => {
      if (part.part === 'folder') folder = part
      else if (part.part === 'entries')
        for (const entry of part.entries) fresh.push(makeRow(entry, view.order.value))
      else {
        const { isComplete, unreadableLines } = part
        finish({ state: 'ready', isComplete, unreadableLines })
      }
    }

    stop = bridge.api.readFolder(from.place(target), {
      batch: (parts) => {
        for (const part of parts) receive(part)
        if (status.value.state !== 'loading' || step === 'refresh' || fresh.length === 0) return
        if (isWorthShowing()) publish()
      },
      end: () => {
        if (status.value.state === 'loading')
          finish({ state: 'ready', isComplete: false, unreadableLines: 0 })
      },
      error: (failure) => {
        const error = withPath(failure, target)
        memory.forget(target)
        if (isShown && step !== 'refresh') {
          // Its first rows are shown: they must not pass for the whole folder.
          finish({ state: 'ready', isComplete: false, unreadableLines: 0 })
          report(error)
          return
        }
        const wasReady = previous.state === 'ready' && path.value !== '' && !seen
        if (!wasReady) status.value = { state: 'failed', path: target, error }
        else {
          status.value = previous
          if (otherwise) otherwise(error)
          else report(error)
        }
      },
    })
  }

  /** Ends a listing that is under way; the rows that have come stay. */
  const cancel = () => {
    if (status.value.state !== 'loading') return
    stop()
    status.value =
      path.value === ''
        ? { state: 'empty' }
        : { state: 'ready', isComplete: false, unreadableLines: 0 }
  }
  const refresh = (chosenName?: string) => {
    if (path.value !== '')
      open(path.value, {
        step: 'refresh',
        ...(chosenName === undefined ? {} : { choose: chosenName }),
      })
    else if (status.value.state === 'failed') open(status.value.path)
  }
  /** Something changed in a folder: what is remembered of it is shown no more. */
  const outdate = (folder: string) => memory.forget(folder)
  const goUp = () => {
    const left = path.value
    if (parent.value === null) return
    const style = source.value?.style ?? 'posix'
    open(parent.value, {
      choose: left.split(style === 'posix' ? /\// : /[\\/]/).findLast(Boolean) ?? '',
    })
  }
  const goBack = (count = 1) => {
    const target = back.value.at(-count)
    if (target !== undefined) open(target, { step: 'back', count })
  }
  const goForward = (count = 1) => {
    const target = forward.value.at(-count)
    if (target !== undefined) open(target, { step: 'forward', count })
  }
  /** Names of the folders in a folder, as last seen or as read now. */
  const foldersIn = async (folder: string, signal: AbortSignal): Promise<string[]> => {
    const isFolder = ({ kind }: Entry) => kind === 'directory'
    const seen = folder === path.value ? arrived.value : memory.get(folder)?.rows
    const found = seen?.filter(({ entry }) => isFolder(entry)).map(({ entry }) => entry.name)
    const from = source.value
    if (found || !from) return found ?? []
    const names: string[] = []
    await new Promise<void>((resolve, reject) => {
      const off = bridge.api.readFolder(from.place(folder), {
        batch(parts) {
          for (const part of parts)
            if (part.part === 'entries')
              for (const entry of part.entries) if (isFolder(entry)) names.push(entry.name)
        },
        end: resolve,
        error: reject,
      })
      signal.addEventListener('abort', () => {
        off()
        reject(new AppError('cancelled', 'Cancelled'))
      })
    })
    return names
  }

  const select = (next: Selection) => {
    selection.value = next
  }
  const setFilter = (text: string) => {
    filter.value = text
  }
  /** Lets a name be edited in place; without one, ends that. */
  const rename = (name?: string) => {
    renaming.value = name
  }

  const connect = (from: PaneSource, start: string) => {
    stop()
    unwatch()
    memory.clear()
    source.value = from
    path.value = ''
    parent.value = null
    arrived.value = []
    selection.value = emptySelection
    back.value = []
    forward.value = []
    open(start)
  }
  const close = () => {
    stop()
    unwatch()
    memory.clear()
    source.value = undefined
    path.value = ''
    arrived.value = []
    status.value = { state: 'empty' }
  }

  return reactive({
    side,
    source,
    path,
    parent,
    status,
    arrived,
    rows,
    chosen,
    filter,
    selection,
    back,
    forward,
    renaming,
    only,
    view,
    open,
    cancel,
    refresh,
    outdate,
    goUp,
    goBack,
    goForward,
    foldersIn,
    select,
    setFilter,
    rename,
    connect,
    close,
  })
}
export type Pane = ReturnType<typeof createPane>

/** The folder that was asked for is part of the evidence. */
function withPath(error: AppError, path: string): AppError {
  if (error.details?.path !== undefined) return error
  return new AppError(error.code, error.message, { ...error.details, path })
}
