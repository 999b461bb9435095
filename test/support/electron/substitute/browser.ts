import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromiumArguments, findChromium } from '../chromium.ts'
import type { DevTools } from './devTools.ts'
import { connectDevTools } from './devTools.ts'
import { screenArgument } from './frame.ts'

export type Browser = { devTools: DevTools; endpoint: string; kill(): void }

/** Starts the system's Chromium without a window of its own, with the app's profile folder. */
export async function startBrowser(profile: string): Promise<Browser> {
  mkdirSync(profile, { recursive: true })
  const portFile = join(profile, 'DevToolsActivePort')
  rmSync(portFile, { force: true })
  const child = spawn(
    findChromium(),
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-startup-window',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-popup-blocking',
      '--disable-gpu',
      screenArgument,
      ...chromiumArguments,
    ],
    { stdio: 'ignore' },
  )
  const isGone = () => child.exitCode !== null || child.signalCode !== null
  for (const end = Date.now() + 20_000; ;) {
    const [port, path] = readIfThere(portFile).split('\n')
    if (port && path) {
      const endpoint = `ws://127.0.0.1:${port}${path}`
      const devTools = await connectDevTools(endpoint)
      return { devTools, endpoint, kill: () => void child.kill('SIGKILL') }
    }
    if (isGone() || Date.now() > end) throw new Error('Chromium did not start')
    await delay(20)
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
