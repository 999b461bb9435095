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

export type AppOptions = {
  practice?: boolean
  /** Holds `data` and `local`, also of an earlier run, and stays; otherwise a fresh one that goes. */
  folder?: string
  /** The local folder is also the home folder, where other clients keep their files. */
  isHome?: boolean
  /** Its wall clock goes on by so many milliseconds at `SIGUSR2`, as after a sleep of the machine. */
  sleeps?: number
  /** It writes `heap: BYTES`, of what is in use after a collection, at `SIGUSR2`. */
  tellsHeap?: boolean
}

/** Starts the web host as a process of its own, with fresh folders, as `npm run serve` does. */
export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sampan-app-'))
  const [dataFolder, localFolder] = [join(folder, 'data'), join(folder, 'local')]
  mkdirSync(localFolder, { recursive: true })
  const args = [main, '--json', '--no-open', '--data', dataFolder, '--root', localFolder]
  if (options.practice) args.push('--practice')
  const env = {
    ...process.env,
    ...(options.isHome ? { HOME: localFolder, XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' } : {}),
    ...(options.sleeps ? { NODE_OPTIONS: sleepOf(options.sleeps) } : {}),
    ...(options.tellsHeap ? { NODE_OPTIONS: heapTeller } : {}),
  }
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let messages = ''
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()))
  const exited = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
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

const importing = (code: string) => `--import=data:text/javascript,${encodeURIComponent(code)}`

const sleepOf = (milliseconds: number) =>
  importing(`const now=Date.now;process.on('SIGUSR2',()=>{Date.now=()=>now()+${milliseconds}})`)

const heapTeller = `--expose-gc ${importing(
  "process.on('SIGUSR2',()=>{gc();gc();console.error('heap: '+process.memoryUsage().heapUsed)})",
)}`
