import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { z } from 'zod'
import type { ProtocolItem } from '../../electron/contract/protocolLog.ts'
import { useBridge } from '../bridge.ts'
import { createLog, visibleRows } from '../features/protocolLog/logModel.ts'
import type { LineKind, LogGroup } from '../features/protocolLog/logModel.ts'
import { wordEvent } from '../features/protocolLog/words.ts'
import { useRemembered } from '../ui/remembered.ts'

const keptLines = 100_000
/** Often enough to look live; the rows are put together anew each time. */
const redrawMilliseconds = 80

const View = z
  .object({
    level: z.enum(['results', 'commands', 'everything']).default('commands'),
    foldsFinished: z.boolean().default(false),
    commands: z.array(z.string().max(4_096)).max(100).default([]),
  })
  .prefault({})
export const lineKinds: readonly LineKind[] = ['command', 'reply', 'data', 'tcp', 'tls', 'note']

/** The newest lines of all connections, and which of them the log shows. */
export const useProtocol = defineStore('protocol', () => {
  const bridge = useBridge()
  const remembered = useRemembered('protocol', View)
  const log = createLog(keptLines)
  const revision = ref(0)
  const search = ref('')
  const kinds = shallowRef<ReadonlySet<LineKind>>(new Set(lineKinds))
  const connection = ref<number | null>(null)
  const isPaused = ref(false)
  /** Line that the explanation is about. */
  const selectedKey = ref<string>()
  /** Operations whose fold differs from the rule. */
  const exceptions = shallowRef<ReadonlySet<string>>(new Set())
  let redraw: ReturnType<typeof setTimeout> | undefined

  const changed = () => {
    redraw ??= setTimeout(() => {
      redraw = undefined
      revision.value++
    }, redrawMilliseconds)
  }
  bridge.follow((api) => {
    log.clear()
    changed()
    return api.watchProtocol(
      {},
      {
        batch: (items: ProtocolItem[]) => {
          log.add(items)
          changed()
        },
        error: bridge.reportFailure,
      },
    )
  })

  const isFolded = (group: LogGroup) => {
    const byRule = remembered.value.foldsFinished && group.end?.outcome === 'done'
    return exceptions.value.has(group.key) ? !byRule : byRule
  }
  const toggleFold = (key: string) => {
    const next = new Set(exceptions.value)
    if (!next.delete(key)) next.add(key)
    exceptions.value = next
  }
  const setFolding = (foldsFinished: boolean) => {
    remembered.value.foldsFinished = foldsFinished
    exceptions.value = new Set()
  }
  const rows = computed(() => {
    void revision.value
    return visibleRows(log.groups, {
      level: remembered.value.level,
      kinds: kinds.value,
      connection: connection.value,
      search: search.value,
      isFolded,
      wordsOf: wordEvent,
    })
  })
  const connections = computed(() => {
    void revision.value
    return [...log.connections]
  })

  const clear = async () => {
    await bridge.api.clearProtocol()
    log.clear()
    exceptions.value = new Set()
    changed()
  }
  const rememberCommand = (line: string) => {
    const others = remembered.value.commands.filter((known) => known !== line)
    remembered.value.commands = [...others.slice(-99), line]
  }

  return {
    remembered,
    rows,
    connections,
    search,
    kinds,
    connection,
    isPaused,
    selectedKey,
    toggleFold,
    setFolding,
    clear,
    rememberCommand,
  }
})
