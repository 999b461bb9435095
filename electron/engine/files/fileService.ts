import { mkdir, open as openFile } from 'node:fs/promises'
import type { ApiServer } from '../../contract/api.ts'
import { AppError } from '../../contract/errors.ts'
import type { JobUpdate } from '../../contract/fileJobs.ts'
import type { FailureReport, FolderPart } from '../../contract/files.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import type { OperationLabel } from '../ftp/connection.ts'
import type { HostAbilities } from '../ports.ts'
import type { Servers } from '../servers.ts'
import type { Sessions } from '../sessions.ts'
import { createEditing } from './editing.ts'
import type { EditingService } from './editing.ts'
import { asEntry } from './entries.ts'
import { createEntryBatches } from './entryBatches.ts'
import { createFileBytes } from './fileBytes.ts'
import { createFileJobService } from './jobService.ts'
import type { FileJobService } from './jobService.ts'
import { renameOne } from './jobs/renameJob.ts'
import { localError } from './localErrors.ts'
import { listLocalFolder, localRoots, parentOf } from './localFolder.ts'
import { createLocalGuard } from './localRoots.ts'
import { checkRemotePath, remoteParent } from './remotePaths.ts'
import { createSides } from './sides.ts'
import { createViewing } from './viewing.ts'
import type { ServedContent, ViewingService } from './viewing.ts'
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
> &
  FileJobService &
  ViewingService &
  EditingService

export type FileServiceOptions = {
  sessions: Sessions
  servers: Servers
  localRoots: string[] | undefined
  abilities: HostAbilities
  dataFolder: string
  uploadsEditsAtOnce: () => boolean
  editorProgram: () => string
}

const change = (subject: string): OperationLabel => ({ verb: 'change', subject })

export function createFileService(options: FileServiceOptions): {
  calls: FileService
  served: (id: string) => ServedContent | undefined
  /** Names of files whose last save in another program was not uploaded. */
  unsentEdits: () => string[]
  close: () => Promise<void>
} {
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
    const batches = createEntryBatches((entries) => sink.send([{ part: 'entries', entries }]))
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
            const { showHidden } = sessions.get(sessionId).settings
            await batches.add(entries.map(asEntry).filter((entry) => showHidden || !entry.isHidden))
          },
          signal,
        ),
      // What has been told would be told again.
      { isRepeatable: () => !isAnnounced },
    )
    await announce()
    await batches.end()
    const { isComplete, unreadableLines } = result
    await sink.send([{ part: 'complete', isComplete, unreadableLines }])
  }

  const sides = createSides({ sessions, guard })
  const jobs = createFileJobService({ sides, abilities: options.abilities })

  const bytes = createFileBytes({ sessions, servers: options.servers })
  const viewing = createViewing({ bytes, sides })
  const editing = createEditing({
    bytes,
    sides,
    sessions,
    abilities: options.abilities,
    dataFolder: options.dataFolder,
    uploadsAtOnce: options.uploadsEditsAtOnce,
    editorProgram: options.editorProgram,
  })

  const calls: FileService = {
    ...jobs,
    ...viewing.calls,
    ...editing.calls,
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
    async renameEntry(signal, wantedFrom, wantedTo) {
      const [from, to] = [await sides.check(wantedFrom), await sides.check(wantedTo)]
      await sides.on([from, to], change(from.path), signal, ({ side, volume }) =>
        renameOne(volume, side, { from: from.path, to: to.path }),
      )
    },
    async deleteEntries(signal, places) {
      const report: FailureReport = { failures: [] }
      const collect: StreamSink<JobUpdate> = {
        signal,
        async send(batch) {
          for (const { path, error } of batch.flatMap(({ failures }) => failures))
            report.failures.push({ path, code: error.code, message: error.message })
        },
      }
      await jobs.runFileJob(collect, { kind: 'delete', places })
      return report
    },
  }
  return {
    calls,
    served: viewing.served,
    unsentEdits: editing.unsent,
    close: editing.close,
  }
}

async function exists(size: Promise<number | null>): Promise<boolean> {
  try {
    return (await size) !== null
  } catch (error) {
    if (AppError.from(error).code === 'remote-not-found') return false
    throw error
  }
}
