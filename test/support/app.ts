import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const main = join(import.meta.dirname, '../../electron/web/main.ts')

export type RunningApp = {
  /** Link with its one-time token; good for one page. */
  url: string
  pid: number
  /** Folder of profiles, queue and settings. */
  dataFolder: string
  /** The only local folder that the page may see. */
  localFolder: string
  /** What it wrote to standard error so far. */
  messages(): string
  stop(): Promise<void>
}

/** Starts the web host as a process of its own, with fresh folders, as `npm run serve` does. */
export async function startApp(options: { practice?: boolean } = {}): Promise<RunningApp> {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-app-'))
  const [dataFolder, localFolder] = [join(folder, 'data'), join(folder, 'local')]
  mkdirSync(localFolder)
  const args = [main, '--json', '--no-open', '--data', dataFolder, '--root', localFolder]
  if (options.practice) args.push('--practice')
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let messages = ''
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()))
  const exited = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
  const first = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    exited.then(() => undefined),
  ])
  if (first === undefined) {
    await stop()
    throw new Error(`the web host did not start:\n${messages}`)
  }
  const { url } = JSON.parse(first) as { url: string }
  return { url, pid: child.pid!, dataFolder, localFolder, messages: () => messages, stop }
}
