import { computed, reactive, ref, shallowRef, triggerRef } from 'vue'
import type { Ref } from 'vue'
import { AppError } from '../../electron/contract/errors.ts'
import type { FolderPart, Place } from '../../electron/contract/files.ts'
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
import { makeRow, sortRows } from '../features/panes/sorting.ts'
import type { NameOrder, Row, Sort } from '../features/panes/sorting.ts'

export type Side = 'local' | 'remote'
/** Where a pane reads from. The pane itself knows nothing of sessions. */
export type PaneSource = { style: PathStyle; place(path: string): Place }
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
}
type OpenOptions = {
  /** How the step is remembered; `refresh` keeps the old rows until the new ones are complete. */
  step?: 'push' | 'back' | 'forward' | 'refresh'
  /** Name to choose once it is there. */
  choose?: string
  /** Runs instead of reporting when this turns out to be no folder. */
  otherwise?: () => void
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
  let stop: Off = () => {}
  let sortMilliseconds = 0

  const sorted = computed(() => {
    const start = performance.now()
    const rows = sortRows(arrived.value, view.sort.value, view.order.value)
    sortMilliseconds = performance.now() - start
    return rows
  })
  const rows = computed(() => {
    const wanted = filter.value.trim().toLowerCase()
    const hidden = view.showHidden.value
    if (wanted === '' && hidden) return sorted.value
    return sorted.value.filter(
      ({ entry }) =>
        (hidden || !(entry.isHidden ?? entry.name.startsWith('.'))) &&
        (wanted === '' || entry.name.toLowerCase().includes(wanted)),
    )
  })
  const chosen = computed(() => chosenRows(rows.value, selection.value).map(({ entry }) => entry))

  const remember = (left: string, step: OpenOptions['step']) => {
    if (step === 'push' && left !== '' && left !== path.value) {
      back.value = [...back.value.slice(-99), left]
      forward.value = []
    } else if (step === 'back') {
      back.value = back.value.slice(0, -1)
      forward.value = [...forward.value, left]
    } else if (step === 'forward') {
      forward.value = forward.value.slice(0, -1)
      back.value = [...back.value, left]
    }
  }

  const open = (
    target: string,
    { step = 'push', choose: chosenName, otherwise }: OpenOptions = {},
  ) => {
    const from = source.value
    if (!from) return
    stop()
    const previous = status.value
    status.value = { state: 'loading', path: target }
    const fresh: Row[] = []
    let folder: Extract<FolderPart, { part: 'folder' }> | undefined
    let isShown = false
    let publishedAt = 0

    const publish = () => {
      if (!isShown) {
        isShown = true
        const left = path.value
        if (folder) {
          path.value = folder.path
          parent.value = folder.parent
        }
        remember(left, step)
        if (left !== path.value) {
          filter.value = ''
          selection.value = emptySelection
        }
        arrived.value = fresh
      }
      publishedAt = performance.now()
      triggerRef(arrived)
    }
    const finish = (end: PaneStatus) => {
      publish()
      status.value = end
      selection.value = keepPresent(rows.value, selection.value)
      const index = chosenName === undefined ? -1 : indexOfName(rows.value, chosenName)
      if (index !== -1) selection.value = choose(rows.value, selection.value, index)
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
        // The first rows at once; then seldom enough that sorting takes a tenth of the time.
        const pause = isShown ? Math.max(250, sortMilliseconds * 10) : 0
        if (performance.now() - publishedAt >= pause) publish()
      },
      end: () => {
        if (status.value.state === 'loading')
          finish({ state: 'ready', isComplete: false, unreadableLines: 0 })
      },
      error: (failure) => {
        const error = withPath(failure, target)
        const wasReady = previous.state === 'ready' && path.value !== ''
        if (!wasReady) status.value = { state: 'failed', path: target, error }
        else {
          status.value = previous
          if (otherwise) otherwise()
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
  const goUp = () => {
    const left = path.value
    if (parent.value === null) return
    const style = source.value?.style ?? 'posix'
    open(parent.value, {
      choose: left.split(style === 'posix' ? /\// : /[\\/]/).findLast(Boolean) ?? '',
    })
  }
  const goBack = () => {
    const target = back.value.at(-1)
    if (target !== undefined) open(target, { step: 'back' })
  }
  const goForward = () => {
    const target = forward.value.at(-1)
    if (target !== undefined) open(target, { step: 'forward' })
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
    view,
    open,
    cancel,
    refresh,
    goUp,
    goBack,
    goForward,
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
