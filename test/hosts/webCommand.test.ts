import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { api } from '../../electron/contract/api.ts'
import { connect } from '../../electron/contract/rpc.ts'
import { version } from '../../electron/engine/product.ts'
import { readOptions } from '../../electron/web/options.ts'
import { openClientPort } from '../support/webSocketPorts.ts'

const main = join(import.meta.dirname, '../../electron/web/main.ts')

let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-command-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function run(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: folder },
  })
  children.push(child)
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, exited, output: text(child.stdout), errors: text(child.stderr) }
}

/** The first line of standard output, while the command goes on. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let all = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      all += chunk.toString()
      if (all.includes('\n')) resolve(all.slice(0, all.indexOf('\n')))
    })
  })
}

/** Each test starts the engine from its sources, some of them several times. */
describe('the web host as a command', { timeout: 120_000 }, () => {
  it('tells its name and version, and its options', async () => {
    expect(await run('--version').output).toBe(`Sampan ${version}\n`)
    const help = await run('--help').output
    expect(help).toContain(`Sampan ${version}`)
    for (const option of ['--port', '--listen', '--no-open', '--json', '--data', '--root'])
      expect(help).toContain(option)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints one line of JSON, serves, and ends within a second of %s',
    async (signal) => {
      const data = join(folder, 'data')
      const { child, exited, output } = run('--json', '--no-open', '--data', data, '--root', folder)
      const line = JSON.parse(await firstLine(child)) as Record<string, unknown>
      expect(line).toMatchObject({ name: 'Sampan', version, pid: child.pid })
      const { port, close } = await openClientPort(String(line['url']))
      const client = connect(api, port)
      expect(await client.appInfo()).toMatchObject({ version, host: 'web' })
      expect((await client.localRoots()).roots.map((root) => root.path)).toContain(folder)

      const since = performance.now()
      child.kill(signal)
      expect(await exited).toBe(0)
      expect(performance.now() - since).toBeLessThan(1_000)
      close()
      expect((await output).split('\n')).toHaveLength(2)
    },
  )

  it('opens the practice server when asked to', async () => {
    const data = join(folder, 'data')
    const { child } = run('--json', '--practice', '--data', data, '--root', folder)
    const { url } = JSON.parse(await firstLine(child)) as { url: string }
    const { port, close } = await openClientPort(url)
    const client = connect(api, port)
    const { openAtStart } = await client.appInfo()
    expect(openAtStart).toMatchObject({ localFolder: folder })
    const { settings, password } = openAtStart!
    const session = await client.openSession({
      settings: { ...settings, encryption: 'none' },
      credentials: { password: password! },
    })
    expect(session.state.state).toBe('ready')
    close()
  })

  it('says what is wrong when it cannot start', async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as AddressInfo
    const data = join(folder, 'data')
    const taken = run('--port', String(port), '--no-open', '--data', data)
    expect(await taken.exited).toBe(1)
    expect(await taken.errors).toBe(
      `Port ${port} is taken. Choose another one, or leave --port out.\n`,
    )
    blocker.close()

    const first = run('--json', '--no-open', '--data', data)
    await firstLine(first.child)
    const second = run('--json', '--no-open', '--data', data)
    expect(await second.exited).toBe(1)
    expect(await second.errors).toMatch(/^Another Sampan .* is using this data folder/)
    expect(existsSync(data)).toBe(true)
  })

  it('refuses options that it does not know, and addresses beyond this machine', async () => {
    const unknown = run('--prot', '80')
    expect(await unknown.exited).toBe(2)
    expect(await unknown.errors).toContain('--prot')
    for (const address of ['0.0.0.0', '::', '192.168.1.2', '127.0.0.256', 'localhost.evil.test'])
      expect(readOptions(['--listen', address]), address).toMatchObject({ do: 'refuse' })
    for (const address of ['127.0.0.1', '127.0.0.2', '::1'])
      expect(readOptions(['--listen', address]), address).toMatchObject({ do: 'run' })
    for (const port of ['-1', '65536', 'x', ''])
      expect(readOptions([`--port=${port}`]), port).toMatchObject({ do: 'refuse' })
  })
})
