import { randomUUID } from 'node:crypto'
import type { ApiServer } from '../../contract/api.ts'
import { AppError } from '../../contract/errors.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import type { SyncItem, SyncPart, SyncReport, SyncRequest } from '../../contract/synchronize.ts'
import type { NewTransfer } from '../../contract/transfers.ts'
import { isSafeName } from './safeName.ts'
import { createLocalGuard } from '../files/localRoots.ts'
import { checkRemotePath } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'
import type { HostAbilities } from '../ports.ts'
import type { Sessions } from '../sessions.ts'
import { checkHashOffer, createContentComparison } from './compareHashes.ts'
import { contentsToCompare, planSynchronization } from './plan.ts'
import type { Contents, ScannedFolder } from './plan.ts'
import { deleteEntries, localPath, makeFolders, remotePath } from './run.ts'
import type { RunContext, Todo } from './run.ts'
import { scanFolders } from './scan.ts'
import { watchAndUpload } from './watchAndUpload.ts'

export type SynchronizeService = Pick<
  ApiServer,
  'planSynchronization' | 'runSynchronization' | 'compareHashes' | 'watchAndUpload'
>
type Enqueue = ApiServer['enqueueTransfers']
type KeptPlan = { request: SyncRequest; items: SyncItem[] }

/** Plans that are kept until they are carried out; each may hold very many items. */
const maximumPlans = 4
const itemsAtOnce = 500
const transfersAtOnce = 100_000

export function createSynchronizeService(options: {
  sessions: Sessions
  localRoots: string[] | undefined
  abilities: HostAbilities
  enqueue: Enqueue
}): SynchronizeService {
  const { sessions, abilities, enqueue } = options
  const guard = createLocalGuard(options.localRoots)
  const plans = new Map<string, KeptPlan>()

  const serverOf =
    (sessionId: string, subject: string, verb: 'list' | 'change', signal: AbortSignal) =>
    <T>(job: (connection: Connection, signal: AbortSignal) => Promise<T>): Promise<T> =>
      sessions.use(sessionId, { verb, subject }, signal, job)

  const readContents = async (
    sink: StreamSink<SyncPart>,
    request: SyncRequest,
    folders: ScannedFolder[],
  ): Promise<Contents> => {
    const { sessionId, localFolder, remoteFolder } = request
    const paths = contentsToCompare(folders, request, isSafeName)
    const onServer = serverOf(sessionId, remoteFolder, 'list', sink.signal)
    const isSame = createContentComparison({
      localFolder,
      remoteFolder,
      onServer,
      signal: sink.signal,
    })
    const contents = new Map<string, boolean | null>()
    let toldAt = 0
    for (const path of paths) {
      if (performance.now() - toldAt >= 100) {
        toldAt = performance.now()
        await sink.send([{ part: 'hashing', path, done: contents.size, total: paths.length }])
      }
      contents.set(path, await isSame(path))
    }
    return contents
  }

  const plan = async (sink: StreamSink<SyncPart>, request: SyncRequest) => {
    const localFolder = await guard.check(request.localFolder)
    const remoteFolder = checkRemotePath(request.remoteFolder)
    const onServer = serverOf(request.sessionId, remoteFolder, 'list', sink.signal)
    if (request.by === 'hash') await checkHashOffer(onServer)
    let toldAt = 0
    const folders = await scanFolders({
      localFolder,
      remoteFolder,
      exclude: request.exclude,
      isSafeName,
      signal: sink.signal,
      onServer,
      async onProgress(folder, entries) {
        if (performance.now() - toldAt < 100) return
        toldAt = performance.now()
        await sink.send([{ part: 'scanning', folder, entries }])
      },
    })
    const contents =
      request.by === 'hash'
        ? await readContents(sink, { ...request, localFolder, remoteFolder }, folders)
        : undefined
    const { items, equal } = planSynchronization(folders, request, isSafeName, contents)
    for (let at = 0; at < items.length; at += itemsAtOnce)
      await sink.send([{ part: 'items', items: items.slice(at, at + itemsAtOnce) }])
    const planId = randomUUID()
    plans.set(planId, { request: { ...request, localFolder, remoteFolder }, items })
    for (const id of plans.keys()) if (plans.size > maximumPlans) plans.delete(id)
    const incomplete = folders.flatMap(({ path, local, remote }) => [
      ...(local?.isComplete === false ? [{ side: 'local' as const, path }] : []),
      ...(remote?.isComplete === false ? [{ side: 'remote' as const, path }] : []),
    ])
    await sink.send([{ part: 'end', planId, equal, incomplete }])
  }

  /** The plan with the user's changes; what was never offered is refused. */
  const decide = (
    { items }: KeptPlan,
    changes: { index: number; action: SyncItem['action'] }[],
  ) => {
    const todos: Todo[] = items.map((item) => ({ ...item }))
    for (const { index, action } of changes) {
      const item = items[index]
      if (!item?.choices.includes(action))
        throw new AppError('bad-request', 'The plan does not offer this action', {
          path: item?.path ?? String(index),
        })
      todos[index]!.action = action
    }
    return todos.filter(({ action }) => action !== 'nothing')
  }

  const transfersOf = (todos: Todo[], context: RunContext, sessionId: string): NewTransfer[] =>
    todos.flatMap((todo): NewTransfer[] => {
      const local = { kind: 'local' as const, path: localPath(context, todo.path) }
      const remote = { kind: 'remote' as const, sessionId, path: remotePath(context, todo.path) }
      const isUpload = todo.action === 'upload'
      if (!isUpload && todo.action !== 'download') return []
      const facts = (isUpload ? todo.local : todo.remote) ?? { size: null, modifiedAt: null }
      const [source, target] = isUpload ? [local, remote] : [remote, local]
      return [{ source, target, kind: 'file', ...facts }]
    })

  const run = async (
    signal: AbortSignal,
    planId: string,
    changes: { index: number; action: SyncItem['action'] }[],
    deletions: number,
  ): Promise<SyncReport> => {
    const kept = plans.get(planId)
    if (!kept) throw new AppError('not-possible-now', 'The plan is no longer there: make it again')
    const { request } = kept
    const todos = decide(kept, changes)
    const wanted = todos.filter(({ action }) => action.startsWith('delete-')).length
    if (wanted !== deletions)
      throw new AppError(
        'not-possible-now',
        `The plan deletes ${wanted} entries, but ${deletions} were agreed to`,
      )
    // Carried out once: what was true when it was made is not true afterwards.
    plans.delete(planId)
    const context: RunContext = {
      localFolder: request.localFolder,
      remoteFolder: request.remoteFolder,
      abilities,
      onServer: serverOf(request.sessionId, request.remoteFolder, 'change', signal),
      signal,
    }
    const report: SyncReport = { queued: 0, folders: 0, deleted: 0, failures: [] }
    await makeFolders(todos, context, report)
    const transfers = transfersOf(todos, context, request.sessionId)
    const policy = { onConflict: 'overwrite' as const, first: false, paused: false }
    for (let at = 0; at < transfers.length; at += transfersAtOnce) {
      const ids = await enqueue(signal, transfers.slice(at, at + transfersAtOnce), policy)
      report.queued += ids.length
    }
    await deleteEntries(todos, context, report)
    return report
  }

  return {
    planSynchronization: plan,
    runSynchronization: run,
    async compareHashes(sink, sessionId, localFolder, remoteFolder, names) {
      const isSame = createContentComparison({
        localFolder: await guard.check(localFolder),
        remoteFolder: checkRemotePath(remoteFolder),
        onServer: serverOf(sessionId, remoteFolder, 'list', sink.signal),
        signal: sink.signal,
      })
      for (const name of names) await sink.send([{ name, isSame: await isSame(name) }])
    },
    async watchAndUpload(sink, request) {
      const localFolder = await guard.check(request.localFolder)
      const remoteFolder = checkRemotePath(request.remoteFolder)
      await watchAndUpload({
        sink,
        localFolder,
        remoteFolder,
        exclude: request.exclude,
        onServer: serverOf(request.sessionId, remoteFolder, 'change', sink.signal),
        upload: (path, facts) =>
          enqueue(
            sink.signal,
            [
              {
                source: { kind: 'local', path: localPath({ localFolder }, path) },
                target: {
                  kind: 'remote',
                  sessionId: request.sessionId,
                  path: remotePath({ remoteFolder }, path),
                },
                kind: 'file',
                ...facts,
              },
            ],
            { onConflict: 'overwrite', first: true, paused: false },
          ),
      })
    },
  }
}
