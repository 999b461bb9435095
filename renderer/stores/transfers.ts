import { defineStore } from 'pinia'
import { shallowRef, triggerRef } from 'vue'
import type {
  NewTransfer,
  Priority,
  QueueTotals,
  Transfer,
  TransferGroupKey,
  TransferTab,
} from '../../electron/contract/transfers.ts'
import { filterOfSet } from '../features/transfers/filterOfSet.ts'
import { queuePieces } from '../features/transfers/queuePieces.ts'
import { useBridge } from '../bridge.ts'
import { useSettings } from './settings.ts'

export type SpeedSample = { download: number; upload: number }
export type TransferChoice = string[] | 'all' | { serverId: string }

const noTotals: QueueTotals = {
  revision: 0,
  isRunning: true,
  queued: 0,
  active: 0,
  failed: 0,
  done: 0,
  bytesLeft: 0,
  downloadSpeed: 0,
  uploadSpeed: 0,
  limits: { download: 0, upload: 0, total: 0, isScheduled: false },
  secondsLeft: null,
}
/** The contract takes this many at a time. */
const enqueueAtOnce = 100_000
const idsAtOnce = 1_000
const importAtOnce = 5_000
/** Finished items are let go at this number even if no list asks for new pages. */
const keptLive = 2_000
export const speedSeconds = 60

export const isFinished = ({ status }: Transfer) =>
  ['done', 'failed', 'skipped', 'cancelled'].includes(status.state)

/** Mirror of the queue: totals, the items under way, and one sample of speed a second. */
export const useTransfers = defineStore('transfers', () => {
  const bridge = useBridge()
  const settings = useSettings()
  const totals = shallowRef<QueueTotals>(noTotals)
  /** Newest value of each item that changed since its page was read. */
  const live = shallowRef(new Map<string, Transfer>())
  const speeds = shallowRef<readonly SpeedSample[]>([])
  const listeners = new Set<(transfers: readonly Transfer[]) => void>()

  let sampling: ReturnType<typeof setInterval> | undefined
  /** Until the line is flat again: at rest nothing wakes the page. */
  const sample = () => {
    const { downloadSpeed: download, uploadSpeed: upload } = totals.value
    if (download > 0 || upload > 0 || !speeds.value.every(isZero)) {
      speeds.value = [...speeds.value.slice(1 - speedSeconds), { download, upload }]
      return
    }
    clearInterval(sampling)
    sampling = undefined
  }

  bridge.follow((api) =>
    api.watchQueue({
      batch: (items) => {
        totals.value = items.at(-1) ?? totals.value
        const { downloadSpeed, uploadSpeed } = totals.value
        if (downloadSpeed > 0 || uploadSpeed > 0) sampling ??= setInterval(sample, 1_000)
      },
      error: bridge.reportFailure,
    }),
  )
  bridge.follow((api) => {
    live.value = new Map()
    return api.watchTransfers({
      batch: (items) => {
        for (const item of items) live.value.set(item.id, item)
        if (live.value.size > keptLive) forgetFinished()
        triggerRef(live)
        for (const listener of listeners) listener(items)
      },
      error: bridge.reportFailure,
    })
  })
  /** Calls with each batch of changed items until the returned function is called. */
  const onChange = (listener: (transfers: readonly Transfer[]) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  /** Pages that were just read are newer than what was kept of finished items. */
  const forgetFinished = () => {
    for (const [id, item] of live.value) if (isFinished(item)) live.value.delete(id)
  }

  /** `remote`: from server to server, both places named by their sessions. */
  const enqueue = async (items: NewTransfer[], direction: Transfer['direction']) => {
    const { onConflictUpload, onConflictDownload, filterSets, transferFilterSet } =
      settings.settings
    const onConflict = direction === 'download' ? onConflictDownload : onConflictUpload
    const set = filterSets.find(({ id }) => id === transferFilterSet)
    const filter = set && filterOfSet(set)
    for (let start = 0; start < items.length; start += enqueueAtOnce)
      await bridge.api.enqueueTransfers(items.slice(start, start + enqueueAtOnce), {
        onConflict,
        ...(filter ? { filter } : {}),
      })
  }
  type Page = { search?: string | undefined; group?: TransferGroupKey | undefined }
  const readPage = (
    tab: TransferTab,
    offset: number,
    limit: number,
    { search, group }: Page = {},
  ) =>
    bridge.api.listTransfers({
      tab,
      offset,
      limit,
      ...(search ? { search } : {}),
      ...(group ? { group } : {}),
    })
  /** The ids of all that a search finds. */
  const readIds = async (tab: TransferTab, search: string): Promise<string[]> => {
    const ids: string[] = []
    for (;;) {
      const { rows, total } = await readPage(tab, ids.length, idsAtOnce, { search })
      ids.push(...rows.map(({ id }) => id))
      if (rows.length === 0 || ids.length >= total) return ids
    }
  }
  const readGroups = (tab: TransferTab, by: 'site' | 'folder', search: string) =>
    bridge.api.listTransferGroups({ tab, by, ...(search ? { search } : {}) })
  /** Deletes on a server, as items of the queue. */
  const enqueueDeletes = (entries: Parameters<typeof bridge.api.enqueueDeletes>[0]) =>
    bridge.api.enqueueDeletes(entries, {})
  const setPriority = (choice: TransferChoice, priority: Priority) =>
    bridge.api.setTransferPriority(choice, priority)
  const exportQueue = () => bridge.api.exportQueue()
  /** In pieces, so that a big file blocks nothing for long; what is in it the engine checks. */
  const importQueue = async (text: string): Promise<number> => {
    let count = 0
    for (const piece of queuePieces(text, importAtOnce))
      count += await bridge.api.importQueue(piece)
    return count
  }
  const pause = (choice: TransferChoice) => bridge.api.pauseTransfers(choice)
  const resume = (choice: TransferChoice) => bridge.api.resumeTransfers(choice)
  const cancel = (choice: TransferChoice) => bridge.api.cancelTransfers(choice)
  const retry = (choice: TransferChoice) => bridge.api.retryTransfers(choice)
  const forget = (choice: TransferChoice, tab: TransferTab) =>
    bridge.api.forgetTransfers(choice, tab)
  const move = (ids: string[], where: 'top' | 'up' | 'down' | 'bottom' | { before: string }) =>
    bridge.api.moveTransfers(ids, where)
  const run = (isRunning: boolean) => bridge.api.runQueue(isRunning)

  return {
    totals,
    live,
    speeds,
    onChange,
    forgetFinished,
    enqueue,
    readPage,
    readGroups,
    readIds,
    enqueueDeletes,
    setPriority,
    exportQueue,
    importQueue,
    pause,
    resume,
    cancel,
    retry,
    forget,
    move,
    run,
  }
})

const isZero = (sample: SpeedSample) => sample.download === 0 && sample.upload === 0
