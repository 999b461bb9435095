import { defineStore } from 'pinia'
import { computed, shallowRef, watch, watchEffect } from 'vue'
import { z } from 'zod'
import type { Off } from '../../electron/contract/rpc.ts'
import { useBridge } from '../bridge.ts'
import { compareFolders, countMarks, guessOffset } from '../features/compare/compare.ts'
import type { Mark } from '../features/compare/compare.ts'
import { useScreenPart } from './screen.ts'
import { useNotices } from './notices.ts'
import type { Pane, Side } from './pane.ts'
import { useTabs } from './tabs.ts'

const Remembered = z
  .object({
    by: z.enum(['size', 'time', 'size-and-time', 'hash']).default('size-and-time'),
    hidesEqual: z.boolean().default(false),
  })
  .prefault({})

/** Milliseconds: some servers list minutes only. */
const tolerance = 60_000

/** The two folders of the current tab beside each other. */
export const useCompare = defineStore('compare', () => {
  const bridge = useBridge()
  const tabs = useTabs()
  const notices = useNotices()
  const remembered = useScreenPart('compare', Remembered)
  /** Tabs that are being compared. */
  const on = shallowRef<ReadonlySet<number>>(new Set())
  /** Milliseconds that the server's clock is ahead, by tab. */
  const offsets = shallowRef<ReadonlyMap<number, number>>(new Map())
  const hashes = shallowRef<ReadonlyMap<string, boolean | null>>(new Map())
  let stopHashes: Off = () => {}

  const canCompare = computed(
    () =>
      tabs.current !== undefined &&
      tabs.current.remote.path !== '' &&
      tabs.current.local.path !== '',
  )
  const isOn = computed(
    () => tabs.current !== undefined && canCompare.value && on.value.has(tabs.current.id),
  )
  const entriesOf = (pane: Pane) => pane.arrived.map(({ entry }) => entry)
  const isCut = ({ status }: Pane) => status.state === 'ready' && !status.isComplete
  const offset = computed(() => offsets.value.get(tabs.currentId) ?? 0)
  const marks = computed(() => {
    const tab = tabs.current
    if (!tab || !isOn.value) return undefined
    return compareFolders(entriesOf(tab.local), entriesOf(tab.remote), {
      by: remembered.value.by,
      tolerance,
      offset: offset.value,
      incomplete: { local: isCut(tab.local), remote: isCut(tab.remote) },
      hashes: hashes.value,
    })
  })
  const counts = computed(() => ({
    local: countMarks(marks.value?.local ?? new Map()),
    remote: countMarks(marks.value?.remote ?? new Map()),
  }))
  /** A shift of the server's clock that nearly all files agree on, if it is not allowed for. */
  const suggestedOffset = computed(() => {
    const tab = tabs.current
    if (!tab || !isOn.value || !remembered.value.by.includes('time')) return undefined
    const found = guessOffset(entriesOf(tab.local), entriesOf(tab.remote))
    return found === offset.value ? undefined : found
  })

  const toggle = (wanted = !isOn.value) => {
    const next = new Set(on.value)
    if (wanted) next.add(tabs.currentId)
    else next.delete(tabs.currentId)
    on.value = next
  }
  const setOffset = (milliseconds: number) => {
    offsets.value = new Map(offsets.value).set(tabs.currentId, milliseconds)
  }
  const markOf = (side: Side, name: string): Mark | undefined => marks.value?.[side].get(name)

  /** What is to be dealt with: there alone, newer, or different. */
  const selectDifferent = () => {
    for (const side of ['local', 'remote'] as const) {
      const pane = tabs.current?.[side]
      const seen = marks.value?.[side]
      if (!pane || !seen) continue
      const isWanted = (name: string) => {
        const mark = seen.get(name)
        return mark === 'only-here' || mark === 'newer' || mark === 'different'
      }
      const names = pane.rows.map(({ entry }) => entry.name).filter(isWanted)
      pane.select({ names: new Set(names), anchor: names[0] ?? null, active: names[0] ?? null })
    }
  }

  watchEffect(() => {
    const tab = tabs.current
    if (!tab) return
    for (const side of ['local', 'remote'] as const) {
      const seen = remembered.value.hidesEqual ? marks.value?.[side] : undefined
      // Folders stay: what is in them is not compared, and one wants to go on into them.
      tab[side].only = seen
        ? ({ name, kind }) => kind === 'directory' || seen.get(name) !== 'equal'
        : undefined
    }
  })
  // Hashes are asked for once both folders are read, for files that could be the same.
  watch(
    () =>
      isOn.value && remembered.value.by === 'hash'
        ? ([tabs.current?.local.status, tabs.current?.remote.status, tabs.current?.id] as const)
        : undefined,
    (now) => {
      stopHashes()
      hashes.value = new Map()
      const tab = tabs.current
      const sessionId = tab?.session?.id
      if (!now || !tab || sessionId === undefined) return
      if (tab.local.status.state !== 'ready' || tab.remote.status.state !== 'ready') return
      const names = [...(marks.value?.local ?? [])]
        .filter(([, mark]) => mark === 'pending')
        .map(([name]) => name)
      if (names.length === 0) return
      stopHashes = bridge.api.compareHashes(sessionId, tab.local.path, tab.remote.path, names, {
        batch(results) {
          const next = new Map(hashes.value)
          for (const { name, isSame } of results) next.set(name, isSame)
          hashes.value = next
        },
        error: notices.showError,
      })
    },
  )

  return {
    remembered,
    isOn,
    canCompare,
    marks,
    counts,
    offset,
    suggestedOffset,
    toggle,
    setOffset,
    markOf,
    selectDifferent,
  }
})
