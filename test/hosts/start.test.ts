import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { api } from '../../electron/contract/api.ts'
import { connect } from '../../electron/contract/rpc.ts'
import { version } from '../../electron/engine/product.ts'
import { openClientPort } from '../support/webSocketPorts.ts'

const root = join(import.meta.dirname, '../..')

let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-start-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the start command on a machine without a display and gives its first lines. */
async function start(args: string[], lines: number) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const child = spawn(process.execPath, ['build/start.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, XDG_CONFIG_HOME: folder, TMPDIR: folder },
  })
  children.push(child)
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let all = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      all += chunk.toString()
      if (all.split('\n').length > lines) resolve()
    })
    void exited.then((code) => reject(new Error(`Ended with ${code} after ${all}`)))
  })
  return { child, exited, output: all.split('\n').slice(0, lines) }
}

/** The page is built first when it is out of date, which takes its time on a busy machine. */
describe('the start commands', { timeout: 180_000 }, () => {
  it('npm start says why it opens a browser, and which address', async () => {
    const { child, exited, output } = await start(['--data', join(folder, 'data')], 4)
    const [product, reason, link] = output
    expect(product).toBe(`Sampan ${version}`)
    expect(reason).toMatch(
      process.platform === 'linux'
        ? /^There is no display here, so Sampan runs in a browser\.$/
        : /Sampan runs in a browser\.$/,
    )
    expect(link).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  it('npm run demo opens the practice server and leaves nothing behind', async () => {
    const { child, exited, output } = await start(['--demo', '--json'], 1)
    const { url } = JSON.parse(output[0]!) as { url: string }
    const { port, close } = await openClientPort(url)
    const client = connect(api, port)
    const { openAtStart } = await client.appInfo()
    const { localFolder, settings, password } = openAtStart!
    expect(localFolder).toMatch(/^.*sampan-demo-.*My files$/)
    const names: string[] = []
    await new Promise<void>((resolve) => {
      client.readFolder(
        { kind: 'local', path: localFolder! },
        {
          batch: (parts) =>
            parts.forEach((part) => {
              if (part.part === 'entries') names.push(...part.entries.map((entry) => entry.name))
            }),
          end: resolve,
        },
      )
    })
    expect(names).toContain('Read me first.txt')
    expect(names).toContain('合同')
    const credentials = { password: password! }
    const session = await client.openSession({ settings, credentials })
    expect(session.state.state).not.toBe('closed')
    child.kill('SIGINT')
    expect(await exited).toBe(0)
    close()
    expect(readdirSync(folder).filter((name) => name.startsWith('sampan-'))).toEqual([])
  })
})
