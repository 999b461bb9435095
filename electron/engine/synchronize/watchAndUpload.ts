import { watch } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { sep } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import type { WatchReport } from '../../contract/synchronize.ts'
import { localError } from '../files/localErrors.ts'
import { isSafeName } from './safeName.ts'
import { joinRemote } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'
import { excludes } from './plan.ts'
import { localPath } from './run.ts'

/** Milliseconds in which a file must not have changed before it is sent: programs write in pieces. */
const quietMilliseconds = 400

type Facts = { size: number; modifiedAt: number }

export type WatchOptions = {
  sink: StreamSink<WatchReport>
  localFolder: string
  remoteFolder: string
  exclude: string
  onServer: <T>(job: (connection: Connection, signal: AbortSignal) => Promise<T>) => Promise<T>
  /** Puts an upload into the queue. */
  upload: (path: string, facts: Facts) => Promise<unknown>
}

/**
 * Uploads files that change below a folder, until the reader stops. Deletes nothing on the server,
 * and follows no links. Rejects when the folder can no longer be watched.
 */
export async function watchAndUpload(options: WatchOptions): Promise<void> {
  const { sink, localFolder, remoteFolder, onServer, upload } = options
  const isExcluded = excludes(options.exclude)
  const timers = new Map<string, NodeJS.Timeout>()
  const sent = new Map<string, Facts>()
  const madeFolders = new Set<string>()
  const report: WatchReport = { uploads: 0 }
  let working: Promise<void> = Promise.resolve()

  const tell = () => void sink.send([{ ...report }]).catch(() => {})

  const makeFolder = async (path: string) => {
    if (madeFolders.has(path)) return
    madeFolders.add(path)
    const folder = joinRemote(remoteFolder, path)
    await onServer(async (connection, signal) => {
      if (!(await connection.isFolder(folder, signal))) await connection.makeFolder(folder, signal)
    })
  }
  const makeFoldersAbove = async (path: string) => {
    const parts = path.split('/').slice(0, -1)
    for (let count = 1; count <= parts.length; count++)
      await makeFolder(parts.slice(0, count).join('/'))
  }
  const factsOf = async (path: string): Promise<Facts | undefined> => {
    const facts = await lstat(localPath({ localFolder }, path)).catch(() => undefined)
    return facts?.isFile() ? { size: facts.size, modifiedAt: Math.round(facts.mtimeMs) } : undefined
  }
  const send = async (path: string) => {
    const facts = await factsOf(path)
    const before = sent.get(path)
    if (!facts || sink.signal.aborted) return
    if (before?.size === facts.size && before.modifiedAt === facts.modifiedAt) return
    if (Date.now() - facts.modifiedAt < quietMilliseconds / 2) return changed(path)
    await makeFoldersAbove(path)
    await upload(path, facts)
    sent.set(path, facts)
    report.uploads++
    report.last = path
    delete report.problem
    tell()
  }
  const changed = (path: string) => {
    const parts = path.split('/')
    if (parts.some((name) => isExcluded(name) || !isSafeName(name))) return
    clearTimeout(timers.get(path))
    const timer = setTimeout(() => {
      timers.delete(path)
      // One after the other: folders are made before what lies in them.
      working = working
        .then(() => send(path))
        .catch((error: unknown) => {
          report.problem = AppError.from(error).toData()
          tell()
        })
    }, quietMilliseconds)
    timers.set(path, timer)
  }

  await new Promise<void>((resolve, reject) => {
    const watcher = watch(localFolder, { recursive: true, persistent: false }, (_event, name) => {
      if (name !== null) changed(String(name).split(sep).join('/'))
    })
    watcher.on('error', (error) => {
      watcher.close()
      reject(localError(error, localFolder))
    })
    sink.signal.addEventListener(
      'abort',
      () => {
        watcher.close()
        resolve()
      },
      { once: true },
    )
    tell()
  }).finally(() => {
    for (const timer of timers.values()) clearTimeout(timer)
  })
}
