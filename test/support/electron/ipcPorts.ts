import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Port } from '../../../electron/contract/rpc.ts'
import type { PortPair } from '../ports.ts'
import type { DesktopRun } from './launch.ts'
import { launchDesktop, repository } from './launch.ts'

type Page = Window & {
  sampanHost: Port
  toTest: (message: unknown) => void
  toTestClosed: () => void
}

export type IpcPorts = { open(): Promise<PortPair>; close(): Promise<void> }

/** The bundled preload and ipc port in a browser page; pairs come from one run, page by page. */
export async function startIpcPorts(): Promise<IpcPorts> {
  const appFolder = mkdtempSync(join(tmpdir(), 'sampan-probe-'))
  bundle('electron/desktop/preload.ts', appFolder, 'preload.cjs')
  bundle('test/support/electron/portProbe.ts', appFolder, 'main.cjs')
  mkdirSync(join(appFolder, 'page'))
  writeFileSync(join(appFolder, 'page/index.html'), '<!doctype html><title>Probe</title>')
  const product = { name: 'probe', version: '0.0.0', main: 'main.cjs' }
  writeFileSync(join(appFolder, 'package.json'), JSON.stringify(product))
  const env = { XDG_CONFIG_HOME: join(appFolder, 'config') }
  const run = await launchDesktop({ appFolder, env })
  const pairs = await makePairs(run)
  return {
    open: pairs,
    async close() {
      await run.close()
      rmSync(appFolder, { recursive: true, force: true })
    },
  }
}

/** As the product is bundled. */
function bundle(entry: string, folder: string, name: string) {
  execFileSync(process.execPath, ['build/buildDesktop.ts', entry, folder, name], {
    cwd: repository,
    stdio: 'inherit',
  })
}

async function makePairs(run: DesktopRun): Promise<() => Promise<PortPair>> {
  const page = await run.firstPage()
  let fromClient: (message: unknown) => void = () => {}
  let clientClosed = () => {}
  let fromServer: (message: unknown) => void = () => {}
  let serverClosed = () => {}
  await page.exposeFunction('toTest', (message: unknown) => fromServer(message))
  await page.exposeFunction('toTestClosed', () => clientClosed())
  run.onMessage((message) => {
    if ('up' in message) fromClient(message.up)
    if ('portClosed' in message) serverClosed()
  })

  return async () => {
    await page.reload()
    await page.evaluate(() => {
      const { sampanHost, toTest, toTestClosed } = window as unknown as Page
      sampanHost.listen((message) => toTest(message))
      sampanHost.onClose(() => toTestClosed())
    })
    const client: Port = {
      post: (message) =>
        void page.evaluate((value) => (window as unknown as Page).sampanHost.post(value), message),
      listen: (receive) => (fromServer = receive),
      onClose: (closed) => (clientClosed = closed),
    }
    const server: Port = {
      post: (message) => run.send({ down: message }),
      listen: (receive) => (fromClient = receive),
      onClose: (closed) => (serverClosed = closed),
    }
    return { client, server, close: () => run.send({ close: true }) }
  }
}
