import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import type { StreamSink } from '../../contract/rpc.ts'

/** Changes come in swarms: a copied file alone makes four. */
const quietMilliseconds = 120

/**
 * Tells the sink of changes in one folder, not below it. Ends when watching ends: the folder is
 * gone, its file system cannot tell (network shares), or the system has no watches left.
 */
export function watchLocalFolder(
  folder: string,
  sink: StreamSink<{ changes: number }>,
): Promise<void> {
  return new Promise((resolve) => {
    let watcher: FSWatcher | undefined
    let timer: NodeJS.Timeout | undefined
    let changes = 0
    const end = () => {
      clearTimeout(timer)
      watcher?.close()
      resolve()
    }
    const tell = () => {
      timer = undefined
      sink.send([{ changes }]).catch(end)
    }
    if (sink.signal.aborted) return resolve()
    sink.signal.addEventListener('abort', end, { once: true })
    try {
      watcher = watch(folder, { persistent: false }, () => {
        changes++
        timer ??= setTimeout(tell, quietMilliseconds)
      })
      watcher.on('error', end)
    } catch {
      end()
    }
  })
}
