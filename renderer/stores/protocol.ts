import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import { z } from 'zod'
import type { ProtocolMark } from '../../electron/contract/explain.ts'
import type { ProtocolItem } from '../../electron/contract/protocolLog.ts'
import { useBridge } from '../bridge.ts'
import { createLog } from '../features/protocolLog/logModel.ts'
import type { LineKind, LogGroup, LogScope, LogView } from '../features/protocolLog/logModel.ts'
import { readSearch } from '../features/protocolLog/search.ts'
import { createLiveRows } from '../features/protocolLog/visibleRows.ts'
import { wordAhead, wordLine } from '../features/protocolLog/words.ts'
import { currentLanguage } from '../i18n.ts'
import { useRemembered } from '../ui/remembered.ts'

const keptLines = 200_000
/** Often enough to look live. */
const redrawMilliseconds = 80
/** Lines between two looks that are more than anybody reads; then the frames between matter more. */
const flood = { lines: 1_000, redrawMilliseconds: 250 }

export const ProtocolTab = z.enum(['log', 'diagram', 'diagnose', 'learn'])
export type ProtocolTab = z.infer<typeof ProtocolTab>

const View = z
  .object({
    level: z.enum(['results', 'commands', 'everything']).default('commands'),
    foldsFinished: z.boolean().default(false),
    commands: z.array(z.string().max(4_096)).max(100).default([]),
    time: z.enum(['clock', 'start', 'previous']).default('clock'),
    isPattern: z.boolean().default(false),
    tab: ProtocolTab.default('log'),
    isExplaining: z.boolean().default(true),
    explainWidth: z.number().min(220).max(900).default(340),
    explainHeight: z.number().min(100).max(900).default(240),
  })
  .prefault({})
export const lineKinds: readonly LineKind[] = ['command', 'reply', 'data', 'tcp', 'tls', 'note']

/** The newest lines of all connections, and which of them the log shows. */
export const useProtocol = defineStore('protocol', () => {
  const bridge = useBridge()
  const remembered = useRemembered('protocol', View)
  const log = createLog(keptLines, wordAhead)
  const liveRows = createLiveRows(log)
  const revision = ref(0)
  const search = ref('')
  const kinds = shallowRef<ReadonlySet<LineKind>>(new Set(lineKinds))
  const scope = shallowRef<LogScope>({ of: 'all' })
  const isPaused = ref(false)
  /** Event that explanation and diagram are about. */
  const selectedSeq = ref<number>()
  /** Row with the keyboard: an event of several lines has several rows. */
  const selectedKey = ref<string>()
  /** Event under the pointer, in the log or in the diagram. */
  const hoveredSeq = ref<number>()
  const marks = shallowRef<ReadonlyMap<number, ProtocolMark>>(new Map())
  /** Operations whose fold differs from the rule. */
  const exceptions = shallowRef<ReadonlySet<string>>(new Set())
  let redraw: ReturnType<typeof setTimeout> | undefined
  /** Lines that came since the last redraw, and before it. */
  const came = { now: 0, before: 0 }

  const changed = () => {
    redraw ??= setTimeout(
      () => {
        redraw = undefined
        came.before = came.now
        came.now = 0
        revision.value++
      },
      came.before > flood.lines ? flood.redrawMilliseconds : redrawMilliseconds,
    )
  }
  bridge.follow((api) => {
    log.clear()
    changed()
    return api.watchProtocol(
      {},
      {
        batch: (items: ProtocolItem[]) => {
          log.add(items)
          came.now += items.length
          changed()
        },
        error: bridge.reportFailure,
      },
    )
  })
  bridge.follow((api) => {
    const known = new Map<number, ProtocolMark>()
    marks.value = known
    return api.watchMarks({
      batch: (items) => {
        for (const mark of items) known.set(mark.seq, mark)
        triggerRef(marks)
      },
      error: bridge.reportFailure,
    })
  })

  const toggleFold = (key: string) => {
    const next = new Set(exceptions.value)
    if (!next.delete(key)) next.add(key)
    exceptions.value = next
  }
  const setFolding = (foldsFinished: boolean) => {
    remembered.value.foldsFinished = foldsFinished
    exceptions.value = new Set()
  }
  const readTyped = computed(() => readSearch(search.value, remembered.value.isPattern, wordLine))
  /** Another object only when something else is to be seen: rows are kept as long as it stays. */
  const view = computed<LogView>(() => {
    // A search looks at the words of the window's language.
    void currentLanguage()
    const { level, foldsFinished } = remembered.value
    const folds = exceptions.value
    return {
      level,
      kinds: kinds.value,
      scope: scope.value,
      search: readTyped.value.state === 'ready' ? readTyped.value.test : undefined,
      isFolded(group: LogGroup) {
        const byRule = foldsFinished && group.end?.outcome === 'done'
        return folds.has(group.key) ? !byRule : byRule
      },
    }
  })
  /** In a box that is new after each change: the list itself grows in its place. */
  const rows = computed(() => {
    void revision.value
    return { list: liveRows(view.value) }
  })
  /** All kept groups; a new list after each change. */
  const groups = computed(() => {
    void revision.value
    return [...log.groups]
  })
  const connections = computed(() => {
    void revision.value
    return [...log.connections]
  })

  const select = (seq: number | undefined, key?: string) => {
    selectedSeq.value = seq
    selectedKey.value = key ?? (seq === undefined ? undefined : `${seq}.0`)
  }
  /** Brings a line into the log's view, whatever was hidden before. */
  const show = (seq: number) => {
    search.value = ''
    kinds.value = new Set(lineKinds)
    remembered.value.level = 'everything'
    scope.value = { of: 'all' }
    remembered.value.tab = 'log'
    select(seq)
  }
  const clear = async () => {
    await bridge.api.clearProtocol()
    log.clear()
    exceptions.value = new Set()
    select(undefined)
    changed()
  }
  const rememberCommand = (line: string) => {
    const others = remembered.value.commands.filter((known) => known !== line)
    remembered.value.commands = [...others.slice(-99), line]
  }

  return {
    remembered,
    rows,
    groups,
    connections,
    search,
    isSearchInvalid: computed(() => readTyped.value.state === 'invalid'),
    kinds,
    scope,
    isPaused,
    selectedSeq,
    selectedKey,
    hoveredSeq,
    marks,
    select,
    show,
    toggleFold,
    setFolding,
    clear,
    rememberCommand,
  }
})
