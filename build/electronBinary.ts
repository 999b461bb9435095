import { existsSync, readFileSync } from 'node:fs'
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { root } from './freshness.ts'
import { runProgram, say } from './run.ts'

export type ElectronChoice =
  | { use: 'electron'; binary: string }
  /** `reason` is a sentence for the user. */
  | { use: 'browser'; reason: string }

const packageFolder = join(root, 'node_modules', 'electron')
/** How long the download host may take to answer at all. */
const reachTime = 4_000
const fetchTime = 10 * 60_000

/** Electron where it can run, if need be after fetching it; else the reason why it cannot. */
export async function chooseElectron(): Promise<ElectronChoice> {
  const obstacle = findObstacle()
  if (obstacle) return { use: 'browser', reason: obstacle }
  const present = findBinary()
  if (present) return { use: 'electron', binary: present }
  const server = downloadServer()
  if (!(await isReachable(server)))
    return {
      use: 'browser',
      reason: `Electron is not here and ${server.host} cannot be reached, so`,
    }
  say('Fetching Electron (about 120 MB, once) …')
  const code = await runProgram(process.execPath, [join(packageFolder, 'install.js')], {
    timeout: fetchTime,
  })
  const fetched = code === 0 ? findBinary() : undefined
  return fetched
    ? { use: 'electron', binary: fetched }
    : { use: 'browser', reason: 'Electron could not be fetched, so' }
}

function findObstacle(): string | undefined {
  if (!existsSync(join(packageFolder, 'package.json'))) return 'Electron is not installed, so'
  if (process.platform !== 'linux') return undefined
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'There is no display here, so'
  if (process.getuid?.() === 0) return 'Electron does not run as root, so'
  return undefined
}

/** As the package finds it: path.txt is written when the download is complete. */
function findBinary(): string | undefined {
  const pathFile = join(packageFolder, 'path.txt')
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageFolder, 'dist')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : usualName()
  const binary = join(folder, name)
  return existsSync(binary) ? binary : undefined
}

function usualName(): string {
  if (process.platform === 'win32') return 'electron.exe'
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return 'electron'
}

type Server = { host: string; port: number }

function downloadServer(): Server {
  const mirror = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? ''
  if (!URL.canParse(mirror)) return { host: 'github.com', port: 443 }
  const { hostname, port, protocol } = new URL(mirror)
  return { host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) }
}

/** One TCP connection tells within seconds what the download would find out in minutes. */
async function isReachable(server: Server): Promise<boolean> {
  // Behind a proxy only the download itself can tell.
  if (process.env['HTTPS_PROXY'] || process.env['https_proxy']) return true
  const timeout = AbortSignal.timeout(reachTime)
  const expired = new Promise<false>((resolve) => {
    timeout.addEventListener('abort', () => resolve(false), { once: true })
  })
  return Promise.race([expired, canConnect(server, timeout)])
}

async function canConnect({ host, port }: Server, signal: AbortSignal): Promise<boolean> {
  try {
    const { address } = await lookup(host)
    const socket = connect({ host: address, port, signal })
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    socket.destroy()
    return true
  } catch {
    return false
  }
}
