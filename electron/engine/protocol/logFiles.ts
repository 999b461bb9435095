import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { textLines } from './textLine.ts'

export type LogFilesOptions = {
  transcript: Transcript
  folder: string
  /** Read at each event: the user may switch the files on and off. */
  isOn(): boolean
  /** The name of the saved site that a session belongs to. */
  siteTitleOf?(sessionId: string): string | undefined
  /** Bytes of one file at most; then it becomes `.1`, that one `.2`, and so on. */
  maximumSize?: number
  /** Older files kept beside the present one. */
  kept?: number
  /** Milliseconds that lines are gathered before they are written. */
  interval?: number
  /** Told once when the disk does not take the lines; logging then rests until `switchedOff`. */
  onFailure(error: Error): void
}
export type LogFiles = {
  /** The user, or a failure, switched the files off: once on again they are tried again. */
  switchedOff(): void
  close(): Promise<void>
}

/** Writes what happens into text files, one a site or other server, which rotate. */
export function openLogFiles(options: LogFilesOptions): LogFiles {
  const { transcript, folder, isOn, maximumSize = 10 * 1024 * 1024, kept = 3 } = options
  const { interval = 500 } = options
  const names = new Map<number, string>()
  const waiting = new Map<string, string[]>()
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let isBroken = false

  const flush = () => {
    timer = undefined
    const batch = [...waiting]
    waiting.clear()
    writing = writing
      .then(async () => {
        for (const [name, lines] of batch) await write(join(folder, name), lines)
      })
      .catch((error: Error) => {
        if (!isBroken) options.onFailure(error)
        isBroken = true
      })
  }
  const write = async (path: string, lines: string[]) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    if (size >= maximumSize) await rotate(path, kept)
    await appendFile(path, lines.join(''), { mode: 0o600 })
  }

  const stop = transcript.onEvent((event) => {
    if (event.kind === 'tcp' && event.step === 'dialling' && event.remote)
      names.set(event.connection, nameOf(event.remote, options.siteTitleOf?.(event.sessionId)))
    if (!isOn() || isBroken) return
    const name = names.get(event.connection) ?? 'sampan.log'
    const lines = waiting.get(name) ?? []
    lines.push(...textLines(event).map((line) => `${line}\n`))
    waiting.set(name, lines)
    timer ??= setTimeout(flush, interval)
    forget(names, event)
  })

  return {
    switchedOff() {
      isBroken = false
    },
    async close() {
      stop()
      clearTimeout(timer)
      flush()
      await writing
    },
  }
}

/** Letters that every file system takes; the rest of a name is of no use in the name of a file. */
function nameOf({ host, port }: { host: string; port: number }, site?: string): string {
  const safe = (text: string) => text.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_').slice(0, 60)
  const words = [...(site === undefined ? [] : [safe(site)]), safe(host), port]
  return `${words.join('_')}.log`
}

const maximumNames = 10_000
function forget(names: Map<number, string>, event: ProtocolEvent): void {
  const [oldest = event.connection] = names.keys()
  if (names.size > maximumNames) names.delete(oldest)
}

async function rotate(path: string, kept: number): Promise<void> {
  await rm(`${path}.${kept}`, { force: true })
  for (let number = kept - 1; number >= 0; number--)
    await rename(number === 0 ? path : `${path}.${number}`, `${path}.${number + 1}`).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      },
    )
}
