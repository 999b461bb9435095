import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef } from 'vue'
import { AppError } from '../../electron/contract/errors.ts'
import { SyncRules } from '../../electron/contract/synchronize.ts'
import type {
  SavedSync,
  SyncAction,
  SyncItem,
  SyncPart,
  SyncReport,
  WatchReport,
} from '../../electron/contract/synchronize.ts'
import type { Off } from '../../electron/contract/rpc.ts'
import { useBridge } from '../bridge.ts'
import { useScreenPart } from './screen.ts'
import { useNotices } from './notices.ts'
import { useSites } from './sites.ts'
import { useTabs } from './tabs.ts'
import type { Tab } from './tabs.ts'

export type SyncState =
  | { step: 'rules' }
  | { step: 'scanning'; folder: string; entries: number }
  | { step: 'hashing'; path: string; done: number; total: number }
  | { step: 'preview' }
  | { step: 'running' }
  | { step: 'report'; report: SyncReport }
  | { step: 'failed'; error: AppError }
type End = Extract<SyncPart, { part: 'end' }>

/** One synchronization at a time: its rules, the plan with the user's changes, and the outcome. */
export const useSynchronize = defineStore('synchronize', () => {
  const bridge = useBridge()
  const tabs = useTabs()
  const sites = useSites()
  const notices = useNotices()
  const rules = useScreenPart('synchronize', SyncRules.prefault({}))
  const tab = shallowRef<Tab>()
  const folders = reactive({ local: '', remote: '' })
  const state = shallowRef<SyncState>({ step: 'rules' })
  const items = shallowRef<readonly SyncItem[]>([])
  const changes = shallowRef<ReadonlyMap<number, SyncAction>>(new Map())
  const end = shallowRef<End>()
  const watched = shallowRef<{ folder: string; title: string; report: WatchReport; stop: Off }>()
  const isOpen = ref(false)
  let stopPlan: Off = () => {}
  let abort = new AbortController()

  const site = computed(() => {
    const id = tab.value?.session?.siteId
    return id === undefined ? undefined : sites.sites.get(id)
  })
  const actionOf = (index: number): SyncAction =>
    changes.value.get(index) ?? items.value[index]?.action ?? 'nothing'
  const counts = computed(() => {
    const counted: Record<SyncAction, number> = {
      upload: 0,
      download: 0,
      'make-remote-folder': 0,
      'make-local-folder': 0,
      'delete-remote': 0,
      'delete-local': 0,
      nothing: 0,
    }
    for (let index = 0; index < items.value.length; index++) counted[actionOf(index)]++
    return counted
  })
  const deletions = computed(() => counts.value['delete-local'] + counts.value['delete-remote'])
  const total = computed(() => items.value.length - counts.value.nothing)

  const start = () => {
    const { current } = tabs
    if (!current?.session) return
    tab.value = current
    folders.local = current.local.path
    folders.remote = current.remote.path
    state.value = { step: 'rules' }
    items.value = []
    isOpen.value = true
  }
  const backToRules = () => {
    stopPlan()
    state.value = { step: 'rules' }
  }
  const close = () => {
    stopPlan()
    abort.abort()
    isOpen.value = false
  }

  const plan = () => {
    const sessionId = tab.value?.session?.id
    if (sessionId === undefined) return
    stopPlan()
    items.value = []
    changes.value = new Map()
    end.value = undefined
    state.value = { step: 'scanning', folder: '', entries: 0 }
    const found: SyncItem[] = []
    const request = {
      ...SyncRules.parse(rules.value),
      sessionId,
      localFolder: folders.local,
      remoteFolder: folders.remote,
    }
    stopPlan = bridge.api.planSynchronization(request, {
      batch(parts) {
        for (const part of parts)
          if (part.part === 'items') found.push(...part.items)
          else if (part.part === 'scanning')
            state.value = { step: 'scanning', folder: part.folder, entries: part.entries }
          else if (part.part === 'hashing')
            state.value = {
              step: 'hashing',
              path: part.path,
              done: part.done,
              total: part.total,
            }
          else {
            items.value = found
            end.value = part
            state.value = { step: 'preview' }
          }
      },
      error(error) {
        state.value = { step: 'failed', error }
      },
    })
  }
  /** Another action for some items, as far as each offers it. */
  const choose = (indices: Iterable<number>, action: SyncAction | 'proposed') => {
    const next = new Map(changes.value)
    for (const index of indices) {
      const item = items.value[index]
      if (!item) continue
      if (action === 'proposed' || action === item.action) next.delete(index)
      else if (item.choices.includes(action)) next.set(index, action)
    }
    changes.value = next
  }
  const run = async () => {
    if (!end.value) return
    const { planId } = end.value
    abort = new AbortController()
    state.value = { step: 'running' }
    try {
      const chosen = [...changes.value].map(([index, action]) => ({ index, action }))
      const report = await bridge.api.runSynchronization(
        planId,
        chosen,
        deletions.value,
        abort.signal,
      )
      state.value = { step: 'report', report }
      tab.value?.local.refresh()
      tab.value?.remote.refresh()
    } catch (thrown) {
      state.value = { step: 'failed', error: AppError.from(thrown) }
    }
  }

  const save = async (name: string) => {
    if (!site.value) return
    const saved: SavedSync = {
      ...SyncRules.parse(rules.value),
      name,
      localFolder: folders.local,
      remoteFolder: folders.remote,
    }
    const others = site.value.synchronizations.filter((other) => other.name !== name)
    await sites
      .save({ ...site.value, synchronizations: [...others, saved] }, site.value.id)
      .catch(notices.showError)
  }
  const load = ({ localFolder, remoteFolder, ...saved }: SavedSync) => {
    folders.local = localFolder
    folders.remote = remoteFolder
    rules.value = SyncRules.parse(saved)
  }
  const forget = async (name: string) => {
    if (!site.value) return
    const synchronizations = site.value.synchronizations.filter((other) => other.name !== name)
    await sites.save({ ...site.value, synchronizations }, site.value.id).catch(notices.showError)
  }

  const stopWatching = () => {
    watched.value?.stop()
    watched.value = undefined
  }
  /** Uploads from now on whatever changes in the local folder. */
  const watchFolder = () => {
    const session = tab.value?.session
    if (!session) return
    stopWatching()
    const stop = bridge.api.watchAndUpload(
      {
        sessionId: session.id,
        localFolder: folders.local,
        remoteFolder: folders.remote,
        exclude: rules.value.exclude,
      },
      {
        batch(reports) {
          const report = reports.at(-1)
          if (watched.value && report) watched.value = { ...watched.value, report }
        },
        error(error) {
          stopWatching()
          notices.showError(error)
        },
      },
    )
    watched.value = { folder: folders.local, title: session.title, report: { uploads: 0 }, stop }
  }

  return {
    rules,
    tab,
    site,
    folders,
    state,
    items,
    end,
    counts,
    deletions,
    total,
    isOpen,
    watched,
    actionOf,
    start,
    backToRules,
    close,
    plan,
    choose,
    run,
    save,
    load,
    forget,
    watchFolder,
    stopWatching,
  }
})
