import { AppError } from '../../contract/errors.ts'
import type { Server } from '../../contract/rpc.ts'
import type { z } from 'zod'
import type { Transfer, TransferSelection, transferCalls } from '../../contract/transfers.ts'
import { tabs } from './store/rows.ts'
import type { BulkEvent } from './store/bulkEvents.ts'
import type { Selection } from './store/selection.ts'
import type { Asker } from './asker.ts'
import type { Enqueue } from './enqueue.ts'
import type { Exchange } from './exchange.ts'
import type { Preview } from './preview.ts'
import type { Gate } from './gate.ts'
import type { Jobs } from './jobs.ts'
import type { LocalHold } from './localHold.ts'
import { removePartFile } from './partials.ts'
import type { Ready } from './ready.ts'
import type { Sites } from './sites.ts'
import type { QueueStore } from './store/index.ts'
import type { ListedItem } from './store/lists.ts'
import { idNumber, idText, priorityNumber } from './views.ts'
import type { Watch } from './watch.ts'

/** The calls of the contract, in terms of the queue's parts. */
export function createCommands(context: {
  store: QueueStore
  jobs: Jobs
  gate: Gate
  ready: Ready
  sites: Sites
  asker: Asker
  localHold: LocalHold
  servers: { forgetPassword?(id: string): void }
  watch: Watch
  enqueue: Enqueue
  exchange: Exchange
  preview: Preview
  titleOf: (serverId: string) => string
  view: (item: ListedItem) => z.input<typeof Transfer>
  now: () => number
  pump: () => void
  run: (shouldRun: boolean) => Promise<void>
}): Server<typeof transferCalls> {
  const { store, jobs, ready, sites, localHold, watch } = context

  const numbers = (ids: string[]): number[] =>
    ids.map((id) => idNumber(id, store.token)).filter((id) => id !== undefined)

  const selectionOf = (wanted: TransferSelection, all: Selection): Selection =>
    wanted === 'all'
      ? all
      : Array.isArray(wanted)
        ? { ids: numbers(wanted) }
        : { server: wanted.serverId }

  /** The user acts: what was held for him is tried once more. */
  const tryAgain = () => {
    for (const site of sites.all())
      if (site.hold?.code === 'login-failed') context.servers.forgetPassword?.(site.id)
    sites.release()
    localHold.release()
  }

  /** Nothing is begun while rows change under the scheduler's feet. */
  async function rearrange<T>(work: () => Promise<T>): Promise<T> {
    return context.gate.closedFor(() => {
      ready.giveBackAll()
      return work()
    })
  }

  async function change(event: BulkEvent, selection: Selection): Promise<void> {
    await rearrange(async () => {
      const leftOvers = await store.bulk.apply(event, selection, context.now())
      stopWhatLeft(event)
      for (const item of leftOvers)
        if (!jobs.get(item.id)) await removePartFile(item, idText(item.id, store.token))
    })
    context.asker.review()
    if (event === 'resume' || event === 'retry') tryAgain()
    for (const site of sites.all()) ready.wake(site.id)
    context.pump()
  }

  /** Running items whose row has moved on without them. */
  function stopWhatLeft(event: BulkEvent): void {
    if (event !== 'pause' && event !== 'cancel') return
    for (const { item } of jobs.all()) {
      const state = store.items.read(item.id)?.state
      if (state === 'paused') jobs.stop(item.id, 'paused')
      else if (state === 'cancelled') jobs.stop(item.id, 'cancelled')
    }
  }

  return {
    async enqueueTransfers(_signal, transfers, options) {
      const { ids } = await context.enqueue.fromSessions(transfers, options)
      return ids.map((id) => idText(id, store.token))
    },
    async enqueueDeletes(_signal, entries, options) {
      const ids = await context.enqueue.deletes(entries, options)
      return ids.map((id) => idText(id, store.token))
    },
    async setTransferPriority(_signal, ids, priority) {
      const selection = selectionOf(ids, 'unfinished')
      await rearrange(() => store.bulk.setPriority(selection, priorityNumber(priority)))
      context.pump()
    },
    pauseTransfers: (_signal, ids) => change('pause', selectionOf(ids, 'unfinished')),
    resumeTransfers: (_signal, ids) => change('resume', selectionOf(ids, 'unfinished')),
    cancelTransfers: (_signal, ids) => change('cancel', selectionOf(ids, 'unfinished')),
    retryTransfers: (_signal, ids) => change('retry', selectionOf(ids, { tab: tabs.failed })),
    async forgetTransfers(_signal, ids, tab) {
      if (tab === 'queue') return
      await store.bulk.forget(selectionOf(ids, { tab: tabs[tab] }))
    },
    async moveTransfers(_signal, ids, destination) {
      const where =
        typeof destination === 'string'
          ? destination
          : { before: idNumber(destination.before, store.token) ?? -1 }
      await rearrange(() => store.positions.move(numbers(ids), where))
      context.pump()
    },
    async runQueue(_signal, shouldRun) {
      if (shouldRun) tryAgain()
      await context.run(shouldRun)
    },
    async listTransfers(_signal, query) {
      const { revision } = watch
      const { items, total } = store.lists.window(query)
      const rows = items.map(context.view)
      return { rows, total: total ?? store.totals[query.tab], revision }
    },
    async listTransferGroups(_signal, query) {
      const groups = store.lists.groups(query)
      return groups.map(({ server, folder, items, bytes }) => ({
        key: folder === null ? { serverId: server } : { serverId: server, folder },
        serverTitle: context.titleOf(server),
        items,
        bytes,
      }))
    },
    exportQueue: async () => context.exchange.toJson(),
    importQueue: (_signal, text) => context.exchange.fromJson(text),
    async previewConflict(signal, id, side) {
      const number = idNumber(id, store.token)
      const item = number === undefined ? undefined : store.items.read(number)
      if (!item) throw new AppError('transfer-not-found', `There is no transfer ${id}`)
      return context.preview(item, side, signal)
    },
    watchQueue: (sink) => watch.watchQueue(sink),
    watchTransfers: (sink) => watch.watchTransfers(sink),
  }
}
