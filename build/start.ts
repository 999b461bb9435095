import { spawn } from 'node:child_process'
import { enableCompileCache } from 'node:module'
import { productLine } from '../electron/engine/product.ts'
import { makeDemoFolders } from './demoFolders.ts'
import { chooseElectron } from './electronBinary.ts'
import { root } from './freshness.ts'
import { ensureBuilt, say } from './run.ts'

/**
 * npm start: the desktop application, or the page in a browser where Electron cannot run.
 * npm run serve (--serve): the page. npm run demo (--demo): either, on the practice server.
 */
// Half of a start is compiling the host's sources: their compiled code is kept between runs.
enableCompileCache()
const args = process.argv.slice(2)
const take = (flag: string) => {
  const index = args.indexOf(flag)
  if (index !== -1) args.splice(index, 1)
  return index !== -1
}
const wantsPage = take('--serve')
const isDemo = take('--demo')

// An address, a port or JSON is asked of the web host only.
const webFlags = ['--port', '--listen', '--json', '--no-open', '--root', '--help', '--version']
const needsPage = wantsPage || args.some((arg) => webFlags.includes(arg.split('=')[0]!))

try {
  process.exit(await start())
} catch (error) {
  say((error as Error).message)
  process.exit(1)
}

async function start(): Promise<number> {
  const isQuestion = args.includes('--help') || args.includes('--version')
  if (!isQuestion) await ensureBuilt('page')
  if (isDemo && !isQuestion) {
    const folders = makeDemoFolders()
    process.on('exit', () => folders.remove())
    args.push('--practice', '--data', folders.data, '--root', folders.local)
  }
  return needsPage ? openPage() : openWindow()
}

async function openPage(reason?: string): Promise<number> {
  const { webCommand } = await import('../electron/web/terminal.ts')
  return webCommand(args, { out: (line) => process.stdout.write(`${line}\n`), error: say }, reason)
}

async function openWindow(): Promise<number> {
  const choice = await chooseElectron()
  if (choice.use === 'browser') return openPage(`${choice.reason} Sampan runs in a browser.`)
  await ensureBuilt('desktop')
  process.stdout.write(`${productLine}\n`)
  const child = spawn(choice.binary, [root, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
