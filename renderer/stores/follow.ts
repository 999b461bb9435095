import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { AppError } from '../../electron/contract/errors.ts'
import { useBridge } from '../bridge.ts'
import { counterpart } from '../features/compare/follow.ts'
import type { FolderPair } from '../features/compare/follow.ts'
import { t } from '../i18n.ts'
import { useApp } from './app.ts'
import { useNotices } from './notices.ts'
import type { Side } from './pane.ts'
import { useTabs } from './tabs.ts'
import type { Tab } from './tabs.ts'

/** A folder that one side went into and that the other side lacks. */
export type MissingFolder = { tabId: number; side: Side; path: string }

/** Synchronized browsing: when one side goes somewhere, the other goes along. */
export const useFollow = defineStore('follow', () => {
  const bridge = useBridge()
  const tabs = useTabs()
  const app = useApp()
  const notices = useNotices()
  const pairs = shallowRef<ReadonlyMap<number, FolderPair>>(new Map())
  const missing = shallowRef<MissingFolder>()
  /** Where a side was sent by us: its arrival there sends nobody any further. */
  const expected = new Map<string, string>()

  const isOn = computed(() => pairs.value.has(tabs.currentId))
  const setPair = (tabId: number, pair: FolderPair | undefined) => {
    const next = new Map(pairs.value)
    if (pair) next.set(tabId, pair)
    else next.delete(tabId)
    pairs.value = next
  }
  const start = (tab: Tab) => {
    if (tab.local.path !== '' && tab.remote.path !== '')
      setPair(tab.id, { local: tab.local.path, remote: tab.remote.path })
  }
  const stop = (tabId: number) => setPair(tabId, undefined)
  const toggle = () => {
    const tab = tabs.current
    if (!tab) return
    if (pairs.value.has(tab.id)) stop(tab.id)
    else start(tab)
  }
  /** As soon as both sides show the folders that belong together. */
  const startWhenReady = (tab: Tab) => {
    const off = watch(
      () => tab.local.status.state === 'ready' && tab.remote.status.state === 'ready',
      (isReady) => {
        if (!isReady) return
        start(tab)
        queueMicrotask(() => off())
      },
      { immediate: true },
    )
  }

  const send = (tab: Tab, side: Side, path: string) => {
    const pane = tab[side]
    if (pane.path === path) return
    const key = `${tab.id} ${side}`
    expected.set(key, path)
    pane.open(path, {
      otherwise(error) {
        expected.delete(key)
        const isMissing = ['remote-not-found', 'local-not-found'].includes(error.code)
        // A server may say no more than "failed"; that the folder is missing is the usual reason.
        if (isMissing || error.code === 'server-refused')
          missing.value = { tabId: tab.id, side, path }
        else notices.showError(error)
      },
    })
  }
  const went = (tab: Tab, side: Side, path: string) => {
    const key = `${tab.id} ${side}`
    const wasSent = expected.get(key) === path
    expected.delete(key)
    const pair = pairs.value.get(tab.id)
    if (wasSent || !pair || path === '') return
    const goal = counterpart(pair, side, path, app.localStyle)
    if (!goal) {
      stop(tab.id)
      notices.showInfo(t('follow.ended'))
      return
    }
    setPair(tab.id, goal.pair)
    send(tab, side === 'local' ? 'remote' : 'local', goal.path)
  }
  watch(
    () => tabs.tabs.flatMap((tab) => [tab.local.path, tab.remote.path]),
    (now, before) => {
      if (now.length !== before.length) return
      tabs.tabs.forEach((tab, index) => {
        if (now[index * 2] !== before[index * 2]) went(tab, 'local', tab.local.path)
        if (now[index * 2 + 1] !== before[index * 2 + 1]) went(tab, 'remote', tab.remote.path)
      })
      const ids = new Set(tabs.tabs.map(({ id }) => id))
      for (const id of pairs.value.keys()) if (!ids.has(id)) stop(id)
    },
  )

  const createMissing = async () => {
    const asked = missing.value
    missing.value = undefined
    const tab = tabs.tabs.find(({ id }) => id === asked?.tabId)
    const place = asked && tab?.[asked.side].source?.place(asked.path)
    if (!tab || !place) return
    try {
      await bridge.api.makeFolder(place)
      send(tab, asked.side, asked.path)
    } catch (thrown) {
      notices.showError(AppError.from(thrown))
    }
  }
  /** The other side stays where it is; further down they part, so they no longer go together. */
  const leaveMissing = () => {
    if (missing.value) stop(missing.value.tabId)
    missing.value = undefined
  }

  return { pairs, missing, isOn, toggle, start, stop, startWhenReady, createMissing, leaveMissing }
})
