import { AppError } from '../../contract/errors.ts'
import type { Server } from '../../contract/rpc.ts'
import type { transferCalls } from '../../contract/transfers.ts'
import type { HandedFiles } from '../files/handedFiles.ts'
import { createPace } from '../files/localFilesPace.ts'
import type { HostAbilities } from '../ports.ts'
import type { Questions } from '../questions.ts'
import type { Servers } from '../servers.ts'
import type { SettingsStore } from '../settingsStore.ts'
import { redoEmptied } from './afterCrash.ts'
import { createAsker } from './asker.ts'
import { createAttempts, type AttemptContext } from './attempts.ts'
import { createRoutes } from './copy/routes.ts'
import { createCommands } from './commands.ts'
import { createDelays } from './delays.ts'
import { createEnqueue } from './enqueue.ts'
import { createGate } from './gate.ts'
import { createJobs } from './jobs.ts'
import { createLocalHold } from './localHold.ts'
import { createLimits, systemClock, type DayClock } from './limits.ts'
import { createReady } from './ready.ts'
import { createRemoteFolders } from './remoteFolders.ts'
import { createSites } from './sites.ts'
import { openQueueStore } from './store/index.ts'
import type { ListedItem } from './store/lists.ts'
import type { Item } from './store/rows.ts'
import { createUploadChecks } from './uploadChecks.ts'
import { toTransfer } from './views.ts'
import { createWatch } from './watch.ts'
import { createWorkers } from './workers.ts'
import { createExchange } from './exchange.ts'
import { createPreview } from './preview.ts'

export type TransferQueueOptions = {
  /** The queue's file lives here; the caller holds the folder's lock. */
  dataFolder: string
  /** `forgetPassword`: a refused one is asked for anew when the user tries again. */
  servers: Servers & { forgetPassword?(id: string): void }
  settings: Pick<SettingsStore, 'get' | 'onChange'>
  /** Id of the server that a session is connected to. */
  sessionServer: (sessionId: string) => string
  questions: Pick<Questions, 'ask'>
  abilities?: HostAbilities
  /** Files that pages hold. */
  handed?: HandedFiles
  /** Folders that transfers may touch; none: the whole machine. */
  localRoots?: string[] | undefined
  /** Told of what went wrong with the queue itself: a damaged file, a full disk under it. */
  onProblem?: (error: AppError) => void
  /** The last transfer has ended, and nothing is left in the queue. */
  onDrained?: () => void
  /** Connections for one big download: as many as help (the default), or this many. */
  segments?: number | 'auto'
  platform?: 'win32' | 'darwin' | 'linux'
  /** Milliseconds since 1970 UTC; only shown and stored, nothing is timed by it. */
  now?: () => number
  /** Tells when a speed limit's hours begin. */
  clock?: DayClock
  random?: () => number
}

export type TransferQueue = {
  calls: Server<typeof transferCalls>
  /** A site allows more or less than before. */
  limitsChanged(): void
  /** Stops everything; what was under way goes on when the queue is opened again. */
  close(): Promise<void>
}

/** The queue of transfers: on disk, in order, and at work as far as limits and servers allow. */
export async function createTransferQueue(options: TransferQueueOptions): Promise<TransferQueue> {
  const { servers, settings, abilities = {}, onProblem = () => {} } = options
  const { now = Date.now, random = Math.random } = options
  const platform = options.platform ?? thisPlatform()
  let isRunning = false
  let isClosed = false
  const closing = new AbortController()

  let tellLimits = () => {}

  const store = await openQueueStore({
    folder: options.dataFolder,
    now,
    onBroken(error) {
      // What cannot be noted must not happen.
      isRunning = false
      holdJobs()
      onProblem(error)
    },
  })
  if (store.setAsideAs)
    onProblem(
      new AppError('storage-damaged', 'The queue could not be read and was set aside', {
        path: store.setAsideAs,
      }),
    )
  for (const record of store.servers.records) servers.restore(record)
  store.folders.onEmptied((server) => wake(server))

  const jobs = createJobs()
  const gate = createGate()
  const ready = createReady(store)
  const wake = (server: string) => {
    ready.wake(server)
    workers.pumpSoon()
  }
  const pump = () => workers.pumpSoon()
  const reasonsChanged = () => watch.reasonsChanged()
  const sites = createSites({ wake: pump, changed: reasonsChanged, now, random })
  const localHold = createLocalHold({ wake: pump, changed: reasonsChanged })
  const delays = createDelays(store, wake)
  const remoteFolders = createRemoteFolders()
  const limits = createLimits(options.settings, servers, {
    clock: options.clock ?? systemClock,
    changed: () => tellLimits(),
  })
  const asker = createAsker({
    store,
    questions: options.questions,
    onError: (error) => onProblem(AppError.from(error)),
    wake(ids) {
      for (const id of ids) wake(id)
    },
  })
  const checks = createUploadChecks({
    remoteFolders,
    settle: (result) => attempts.settleCheck(result),
    wake: pump,
    now: () => performance.now(),
    random,
  })
  const context: AttemptContext = {
    store,
    jobs,
    ready,
    sites,
    asker,
    delays,
    checks,
    localHold,
    remoteFolders,
    routes: createRoutes((id) => servers.get(id)?.limits),
    platform,
    pace: createPace(),
    handed: options.handed,
    settings: () => settings.get(),
    segments: options.segments ?? 'auto',
    mayFollowLinks: options.localRoots === undefined,
    limiterFor: limits.limiterFor,
    wake,
    now,
    random,
  }
  const attempts = createAttempts(context)
  let letSleep: (() => void) | undefined
  const workers = createWorkers({
    servers,
    ready,
    sites,
    attempts,
    checks,
    localHold,
    isRunning: () => isRunning && !isClosed,
    limits() {
      const { parallelTransfers, parallelUploads, parallelDownloads } = settings.get()
      return { total: parallelTransfers, uploads: parallelUploads, downloads: parallelDownloads }
    },
    gate,
    onError(error) {
      // A queue that cannot write any more has said so already.
      if (!store.commits.isBroken) onProblem(AppError.from(error))
    },
    onBusy() {
      watch.start()
      letSleep ??= abilities.keepAwake?.()
    },
    onIdle() {
      letSleep?.()
      letSleep = undefined
      store.commits.committed().then(tellDrained, () => {})
    },
  })
  const tellDrained = () => {
    if (!isClosed && jobs.size === 0 && store.totals.queue === 0) options.onDrained?.()
  }

  const holdOf = (item: Item) => {
    if (item.direction === 'download' && localHold.reason)
      return { reason: localHold.reason.toData() }
    const { hold, pause } = sites.of(item.server)
    if (hold) return { reason: hold.toData() }
    return pause ? { reason: pause.error.toData(), retryAt: pause.retryAt } : undefined
  }
  const titleOf = (id: string) => servers.get(id)?.title ?? id
  const view = (item: ListedItem) =>
    toTransfer(item, {
      token: store.token,
      live: (id) => jobs.get(id)?.live,
      holdOf,
      titleOf,
    })
  const watch = createWatch({
    store,
    jobs,
    view,
    isRunning: () => isRunning,
    limits: () => limits.shown,
    now: () => performance.now(),
  })
  tellLimits = watch.tellTotals

  const holdJobs = () => {
    for (const { item } of jobs.all()) jobs.stop(item.id, 'held')
  }
  const enqueue = createEnqueue({
    isHanded: (path) => options.handed?.holds(path) === true,
    store,
    servers,
    platform,
    now,
    sessionServer: options.sessionServer,
    localRoots: options.localRoots,
    added(ids, { first, paused }) {
      if (first) ready.giveBackAll()
      for (const id of ids) {
        sites.of(id)
        if (!paused) sites.release(id)
        ready.wake(id)
      }
      pump()
    },
  })
  const limitsChanged = () => {
    limits.update()
    pump()
  }
  const stopSettings = settings.onChange(limitsChanged)

  const commands = createCommands({
    store,
    jobs,
    gate,
    ready,
    sites,
    asker,
    localHold,
    servers,
    watch,
    view,
    enqueue,
    exchange: createExchange({ store, servers, enqueue }),
    preview: createPreview({ store, servers, closing: closing.signal }),
    titleOf,
    now,
    pump,
    async run(shouldRun) {
      if (shouldRun) await repair()
      isRunning = shouldRun
      store.servers.setValue('running', shouldRun ? 'yes' : 'no')
      if (!shouldRun) {
        ready.giveBackAll()
        workers.stopWaiting()
        holdJobs()
      }
      await store.commits.committed()
      watch.reasonsChanged()
      pump()
    },
  })

  /** The disk under the queue had refused; nothing runs at the moment. */
  async function repair(): Promise<void> {
    if (!store.commits.isBroken) return
    await workers.ended()
    store.repair()
    ready.forgetAll()
    store.returnUnfinished('waiting')
  }

  isRunning = resumeAtStart()
  for (const record of store.servers.records) sites.of(record.id)
  pump()

  function resumeAtStart(): boolean {
    const { resumeQueueAtStart } = settings.get()
    const wasHeld = store.servers.value('running') === 'no'
    redoEmptied(store)
    const underWay = store.returnUnfinished(resumeQueueAtStart === 'hold' ? 'paused' : 'waiting')
    if (underWay === 0 && store.totals.queue === 0) return true
    return resumeQueueAtStart === 'resume' && !wasHeld
  }

  return {
    calls: commands,
    limitsChanged,
    async close() {
      if (isClosed) return
      isClosed = true
      closing.abort()
      stopSettings()
      for (const part of [asker, checks, delays, sites, localHold, watch]) part.close()
      limits.close()
      workers.stopWaiting()
      holdJobs()
      await workers.ended()
      ready.giveBackAll()
      letSleep?.()
      store.close()
    },
  }
}

/** Speed limits for all transfers together, which follow the settings at once. */
function thisPlatform(): 'win32' | 'darwin' | 'linux' {
  return process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'
}
