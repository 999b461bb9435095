import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import { hashLocalFile } from '../files/localFilesSource.ts'
import { isSafeName } from './safeName.ts'
import { joinRemote } from '../files/remotePaths.ts'
import type { Connection } from '../ftp/connection.ts'

/** Compares files by the hash that the server offers; what it does not offer is not known. */
export async function compareHashes(options: {
  sink: StreamSink<{ name: string; isSame: boolean | null }>
  localFolder: string
  remoteFolder: string
  names: readonly string[]
  onServer: <T>(job: (connection: Connection, signal: AbortSignal) => Promise<T>) => Promise<T>
}): Promise<void> {
  const { sink, localFolder, remoteFolder, onServer } = options
  const isSame = async (name: string): Promise<boolean | null> => {
    if (!isSafeName(name)) return null
    try {
      const path = joinRemote(remoteFolder, name)
      const theirs = await onServer((connection, signal) => connection.hash(path, signal))
      if (!theirs) return null
      const ours = await hashLocalFile(join(localFolder, name), theirs.algorithm, sink.signal)
      return ours === null ? null : ours.toLowerCase() === theirs.value.toLowerCase()
    } catch (error) {
      if (sink.signal.aborted) throw error
      const { code } = AppError.from(error)
      // One file that cannot be read says nothing of the next; a lost connection does.
      if (code.startsWith('local-') || code.startsWith('remote-') || code === 'not-supported')
        return null
      throw error
    }
  }
  for (const name of options.names) await sink.send([{ name, isSame: await isSame(name) }])
}
