import { chmod, lstat, mkdir, open as openFile, rename, utimes } from 'node:fs/promises'
import type { ApiServer } from '../../contract/api.ts'
import { AppError } from '../../contract/errors.ts'
import type { Entry, FailureReport, FolderPart, Place } from '../../contract/files.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import type { OperationLabel } from '../ftp/connection.ts'
import type { RemoteEntry } from '../ftp/listing/index.ts'
import type { HostAbilities } from '../ports.ts'
import type { Sessions } from '../sessions.ts'
import { deleteLocal, deleteRemote } from './deleteEntries.ts'
import { localError } from './localErrors.ts'
import { listLocalFolder, localRoots, parentOf } from './localFolder.ts'
import { createLocalGuard } from './localRoots.ts'
import { checkRemotePath, remoteParent } from './remotePaths.ts'
import { watchLocalFolder } from './watchLocalFolder.ts'

export type FileService = Pick<
  ApiServer,
  | 'localRoots'
  | 'readFolder'
  | 'watchLocalFolder'
  | 'makeFolder'
  | 'makeFile'
  | 'renameEntry'
  | 'deleteEntries'
  | 'setPermissions'
  | 'setModifiedAt'
>

export type FileServiceOptions = {
  sessions: Sessions
  localRoots: string[] | undefined
  abilities: HostAbilities
}

const change = (subject: string): OperationLabel => ({ verb: 'change', subject })

export function createFileService(options: FileServiceOptions): FileService {
  const { sessions } = options
  const guard = createLocalGuard(options.localRoots)

  /** Runs a local change with the system's error made plain. */
  const locally = async (path: string, job: (path: string) => Promise<unknown>) => {
    const checked = await guard.check(path)
    try {
      await job(checked)
    } catch (error) {
      throw localError(error, path)
    }
  }

  const readLocal = async (sink: StreamSink<FolderPart>, path: string) => {
    const folder = await guard.check(path)
    await sink.send([{ part: 'folder', path: folder, parent: parentOf(folder) }])
    await listLocalFolder(
      folder,
      async (entries) => {
        if (entries.length > 0) await sink.send([{ part: 'entries', entries }])
      },
      sink.signal,
    )
    await sink.send([{ part: 'complete', isComplete: true, unreadableLines: 0 }])
  }

  const readRemote = async (sink: StreamSink<FolderPart>, sessionId: string, wanted: string) => {
    const path = checkRemotePath(wanted)
    let isAnnounced = false
    const announce = async () => {
      if (isAnnounced) return
      isAnnounced = true
      await sink.send([{ part: 'folder', path, parent: remoteParent(path) }])
    }
    const result = await sessions.use(
      sessionId,
      { verb: 'list', subject: path },
      sink.signal,
      (connection, signal) =>
        connection.list(
          path,
          async (entries) => {
            await announce()
            await sink.send([{ part: 'entries', entries: entries.map(asEntry) }])
          },
          signal,
        ),
      { isRepeatable: !isAnnounced },
    )
    await announce()
    const { isComplete, unreadableLines } = result
    await sink.send([{ part: 'complete', isComplete, unreadableLines }])
  }

  return {
    localRoots: () => localRoots(options.localRoots),
    readFolder: (sink, place) =>
      place.kind === 'local'
        ? readLocal(sink, place.path)
        : readRemote(sink, place.sessionId, place.path),
    async watchLocalFolder(sink, path) {
      await watchLocalFolder(await guard.check(path), sink)
    },
    async makeFolder(signal, place) {
      if (place.kind === 'local') return locally(place.path, (path) => mkdir(path))
      const path = checkRemotePath(place.path)
      await sessions.use(place.sessionId, change(path), signal, (connection, inner) =>
        connection.makeFolder(path, inner),
      )
    },
    async makeFile(signal, place) {
      if (place.kind === 'local')
        return locally(place.path, async (path) => (await openFile(path, 'wx')).close())
      const path = checkRemotePath(place.path)
      await sessions.use(place.sessionId, change(path), signal, async (connection, inner) => {
        if (await exists(connection.size(path, inner)))
          throw new AppError('remote-exists', 'A file of that name exists', { path })
        await connection.upload(path, { read: async () => null }, { signal: inner })
      })
    },
    async renameEntry(signal, from, to) {
      if (from.kind === 'local' && to.kind === 'local') {
        const target = await guard.check(to.path)
        return locally(from.path, async (path) => {
          await refuseExisting(target)
          await rename(path, target)
        })
      }
      if (from.kind !== 'remote' || to.kind !== 'remote' || from.sessionId !== to.sessionId)
        throw new AppError('bad-request', 'Moving needs two places on the same side')
      const [source, target] = [checkRemotePath(from.path), checkRemotePath(to.path)]
      await sessions.use(from.sessionId, change(source), signal, (connection, inner) =>
        connection.rename(source, target, inner),
      )
    },
    async deleteEntries(signal, places) {
      const report: FailureReport = { done: 0, failures: [] }
      for (const place of places) {
        if (signal.aborted) break
        await deleteOne(place, signal, report)
      }
      return report
    },
    async setPermissions(signal, place, mode) {
      if (place.kind === 'local') return locally(place.path, (path) => chmod(path, mode))
      const path = checkRemotePath(place.path)
      await sessions.use(place.sessionId, change(path), signal, (connection, inner) =>
        connection.setPermissions(path, mode, inner),
      )
    },
    async setModifiedAt(signal, place, time) {
      const date = new Date(time)
      if (place.kind === 'local') return locally(place.path, (path) => utimes(path, date, date))
      const path = checkRemotePath(place.path)
      await sessions.use(place.sessionId, change(path), signal, async (connection, inner) => {
        if (!(await connection.setModifiedAt(path, date, inner)))
          throw new AppError('not-supported', 'The server does not set modification times', {
            path,
          })
      })
    },
  }

  async function deleteOne(place: Place, signal: AbortSignal, report: FailureReport) {
    try {
      if (place.kind === 'local') {
        const path = await guard.check(place.path)
        await deleteLocal(path, options.abilities)
        report.done++
        return
      }
      const path = checkRemotePath(place.path)
      await sessions.use(place.sessionId, change(path), signal, (connection, inner) =>
        deleteRemote(connection, path, inner, report),
      )
    } catch (error) {
      const { code, message } = AppError.from(error)
      report.failures.push({ path: place.path, code, message })
    }
  }
}

/** Renaming on POSIX replaces silently: an existing target is an error to be decided on first. */
async function refuseExisting(path: string): Promise<void> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  )
  if (isThere) throw new AppError('local-exists', 'A file of that name exists', { path })
}

async function exists(size: Promise<number | null>): Promise<boolean> {
  try {
    return (await size) !== null
  } catch (error) {
    if (AppError.from(error).code === 'remote-not-found') return false
    throw error
  }
}

function asEntry(entry: RemoteEntry): Entry {
  const { name, kind, size, modifiedAt, target, permissions, owner, group } = entry
  return {
    name,
    kind,
    size,
    modifiedAt: modifiedAt ? modifiedAt.getTime() : null,
    ...(target === undefined ? {} : { target }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
    ...(name.startsWith('.') ? { isHidden: true } : {}),
  }
}
