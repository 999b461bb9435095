import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Opens a link in the default browser; returns what removes its traces, or undefined where there
 * is no display. The link holds a secret and every user of the machine can read command lines, so
 * the browser gets a private file that forwards to it.
 */
export function openBrowser(link: string): (() => void) | undefined {
  if (!hasDisplay()) return undefined
  const folder = mkdtempSync(join(readableFolder(), 'sampan-'))
  const file = join(folder, 'open-sampan.html')
  writeFileSync(file, forwardingPage(link), { mode: 0o600 })
  const [command, ...args] = opener(file)
  const child = spawn(command!, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
  return () => rmSync(folder, { recursive: true, force: true })
}

function hasDisplay(): boolean {
  if (process.env['CI']) return false
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

function opener(file: string): string[] {
  if (process.platform === 'win32') return ['explorer.exe', file]
  if (process.platform === 'darwin') return ['open', file]
  return ['xdg-open', file]
}

/** Browsers packed as snap or flatpak do not see the temporary folder, only their own. */
function readableFolder(): string {
  if (process.platform !== 'linux') return tmpdir()
  const query = spawnSync('xdg-settings', ['get', 'default-web-browser'], {
    encoding: 'utf8',
    timeout: 2_000,
  })
  const browser = /^([\w.-]+)\.desktop$/.exec(query.stdout?.trim() ?? '')?.[1] ?? ''
  const candidates = [
    join(homedir(), 'snap', browser.split('_')[0]!, 'common'),
    join(homedir(), '.var', 'app', browser, 'cache'),
  ]
  return (browser !== '' && candidates.find((folder) => existsSync(folder))) || tmpdir()
}

/** `link` is made of our own origin and a base64url token: nothing in it needs escaping. */
const forwardingPage = (link: string) =>
  `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<title>Sampan</title><meta http-equiv="refresh" content="0; url=${link}">
`
