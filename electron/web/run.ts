import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { api } from '../contract/api.ts'
import type { EngineServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import { serve } from '../contract/rpc.ts'
import { openAppLog, systemLine } from '../engine/appLog.ts'
import { createEngine } from '../engine/engine.ts'
import { openVault } from '../engine/secrets/vault.ts'
import { settleDataFolder } from '../engine/storage/dataFolder.ts'
import { usualDataFolder } from '../engine/storage/usualFolder.ts'
import { openBrowser } from './openBrowser.ts'
import type { WebOptions } from './options.ts'
import { rootFolder, version } from '../engine/product.ts'
import type { WebHost, WebHostOptions } from './server.ts'
import { startWebHost } from './server.ts'
import { createWebShell } from './shell.ts'

export type RunningHost = {
  link: string
  newLink(): string
  /** Resolves when a page asks for the end of all. */
  endAsked: Promise<void>
  /** Ends pages, transfers and the server. */
  stop(): Promise<void>
}

/** What only `npm run dev` sets. */
export type DevSettings = Pick<WebHostOptions, 'devOrigin' | 'access'>

const builtPage = join(rootFolder, 'dist', 'renderer')

/** Starts engine and web host. Rejects with a sentence for the user when it cannot. */
export async function runWebHost(options: WebOptions, dev: DevSettings = {}): Promise<RunningHost> {
  if (dev.devOrigin === undefined && !existsSync(join(builtPage, 'index.html')))
    throw new Error('The page is not built yet. Use `npm run serve`, which builds it.')
  const dataFolder = await settleDataFolder(options.dataFolder ?? usualDataFolder())
  const log = openAppLog(dataFolder, `Sampan ${version} in a browser, ${systemLine()}`)
  const { vault } = await openVault({ file: join(dataFolder, 'vault.json') })
  const engine = await createEngine({
    dataFolder,
    secrets: vault,
    host: 'web',
    version,
    localRoots: options.roots.length > 0 ? options.roots : [homedir()],
  })
  let host: WebHost
  const { promise: endAsked, resolve: end } = Promise.withResolvers<void>()
  try {
    const engineServer = options.practice ? await onPractice(engine.server, options) : engine.server
    const shell = createWebShell({
      dataFolder,
      newLink: () => host.newLink(),
      end,
      report: log.report,
    })
    const server = { ...engineServer, ...shell }
    host = await startWebHost({
      ...dev,
      pageFolder: builtPage,
      port: options.port,
      address: options.address,
      attach: (port) => serve(api, server, port),
      handing: engine.handing,
      served: engine.served,
    })
  } catch (error) {
    await engine.close()
    log.close()
    throw error
  }

  const link = host.newLink()
  const forget = options.opensBrowser ? openBrowser(link) : undefined
  return {
    link,
    newLink: () => host.newLink(),
    endAsked,
    async stop() {
      forget?.()
      await Promise.all([host.close(), engine.close()])
      log.close()
    },
  }
}

/** The same server, telling each window to open the practice server first. */
async function onPractice(server: EngineServer, options: WebOptions): Promise<EngineServer> {
  const { title, settings, password } = await server.startPractice(new AbortController().signal)
  const localFolder = options.roots[0]
  const openAtStart = { title, settings, password, ...(localFolder ? { localFolder } : {}) }
  return {
    ...server,
    appInfo: async (signal) => ({ ...(await server.appInfo(signal)), openAtStart }),
  }
}

/** Why it did not start, in words that help. */
export function describeFailure(error: unknown, options: WebOptions): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE')
    return `Port ${options.port} is taken. Choose another one, or leave --port out.`
  if (code === 'EACCES' && options.port > 0 && options.port < 1024)
    return `Port ${options.port} is reserved for the administrator. Choose one from 1024 on.`
  return AppError.from(error).message
}
