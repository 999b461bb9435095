import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer as createNetServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createServer } from 'vite'
import { root } from './freshness.ts'

/**
 * npm run dev: Vite's server with hot reload before the same engine as ever. The page's origin is
 * Vite's, which the engine's host accepts here and nowhere else.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '5173' },
    data: { type: 'string', default: join(root, '.cache', 'dev-data') },
    practice: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
  },
})

const enginePort = await freePort()
const target = `http://127.0.0.1:${enginePort}`
const vite = await createServer({
  configFile: join(root, 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    port: Number(values.port),
    proxy: {
      // Whole paths: the page has a module named bridge.ts.
      '^/session$': { target, changeOrigin: true },
      '^/bridge$': { target, changeOrigin: true, ws: true },
    },
  },
})
await vite.listen()
const { port } = vite.httpServer!.address() as AddressInfo

const host = spawn(
  process.execPath,
  [
    '--watch',
    join(root, 'build/devHost.ts'),
    ...['--port', String(enginePort), '--data', values.data],
    ...(values.practice ? ['--practice'] : []),
    ...(values['no-open'] ? ['--no-open'] : []),
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      SAMPAN_DEV_ORIGIN: `http://127.0.0.1:${port}`,
      SAMPAN_DEV_SESSION: randomBytes(32).toString('base64url'),
    },
  },
)

let isStopping = false
async function stop() {
  if (isStopping) return
  isStopping = true
  host.kill('SIGTERM')
  await vite.close()
  if (host.exitCode === null) await new Promise((resolve) => host.once('exit', resolve))
  process.exit(0)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
host.once('exit', () => void stop())

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createNetServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address() as AddressInfo
      probe.close(() => resolve(address.port))
    })
  })
}
