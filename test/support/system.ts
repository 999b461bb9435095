import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { findBrowser } from './systemBrowser.ts'

/** How commands that need root can be run on this machine. */
export type RootAccess = 'root' | 'sudo' | 'none'

export type SystemReport = {
  /** Packages that were installed now. */
  installed: string[]
  /** What is not there and so cannot run, with the reason. Empty when everything is there. */
  missing: { what: string; why: string }[]
}

/** Commands and data that tests use besides the servers, each a package of Debian and Ubuntu. */
const tools = [
  'curl',
  'lftp',
  'ncftp',
  'openssl',
  'iproute2',
  'nftables',
  'procps',
  'fonts-noto-cjk',
]

let access: RootAccess | undefined

export function rootAccess(): RootAccess {
  access ??= findRootAccess()
  return access
}

function findRootAccess(): RootAccess {
  if (process.getuid?.() === 0) return 'root'
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? 'sudo' : 'none'
}

/** The command line that runs `command` as root: itself, or through sudo. */
export function asRoot(command: string, args: readonly string[]): [string, string[]] {
  return rootAccess() === 'root' ? [command, [...args]] : ['sudo', ['-n', command, ...args]]
}

/** Runs a command as root to its end. Throws with the command's own words when it fails. */
export function runAsRoot(command: string, args: readonly string[]): string {
  return run(...asRoot(command, args))
}

/** Runs a command to its end and returns its output. Throws with its own words when it fails. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; input?: string } = {},
): string {
  const result = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (result.error) throw new Error(`${command}: ${result.error.message}`)
  if (result.status !== 0)
    throw new Error(`${command} ${args[0] ?? ''} failed: ${result.stderr || result.stdout}`)
  return result.stdout
}

/** The distribution's id when it is Debian, Ubuntu or made from one of them, else undefined. */
export function debianId(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return undefined
  const text = readFileSync('/etc/os-release', 'utf8')
  const value = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(text)?.[1] ?? ''
  const id = value('ID')
  return /\b(debian|ubuntu)\b/.test(`${id} ${value('ID_LIKE')}`) ? id : undefined
}

/** Those of `names` that are not installed. */
export function notInstalled(names: readonly string[]): string[] {
  const format = '${Package} ${db:Status-Status}\n'
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' })
  const installed = new Set(
    stdout.split('\n').flatMap((line) => (line.endsWith(' installed') ? line.split(' ', 1) : [])),
  )
  return names.filter((name) => !installed.has(name))
}

/**
 * Runs apt-get, and once more after `apt-get update` when the package lists are missing or too
 * old to find the package. A source that cannot be reached does not fail the update by itself.
 */
export function aptGet(args: readonly string[], options: { cwd?: string; root?: boolean } = {}) {
  const waiting = ['-o', 'DPkg::Lock::Timeout=300', '-q', ...args]
  const attempt = () =>
    options.root === false
      ? run('apt-get', waiting, { cwd: options.cwd })
      : runAsRoot('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...waiting])
  if (hasPackageLists())
    try {
      return attempt()
    } catch {
      // Answered by the update below.
    }
  spawnSync(...asRoot('apt-get', ['-q', 'update']), { stdio: 'ignore' })
  return attempt()
}

function hasPackageLists(): boolean {
  return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'))
}

/**
 * Sees to it that what the tests run against is on this machine: on Debian and Ubuntu installs
 * what is missing (through root or sudo, saying so), elsewhere lists what is missing. Quick when
 * all is there. The FTP servers have their own function: `ensureRealServers`.
 */
export function ensureSystemPackages(): SystemReport {
  const report: SystemReport = { installed: [], missing: [] }
  const debian = debianId()
  if (debian) installMissing(debian, report)
  if (!findBrowser())
    report.missing.push({ what: 'browser', why: 'no Chromium or Chrome was found' })
  return report
}

function installMissing(debian: string, report: SystemReport) {
  const browser = debian === 'ubuntu' ? 'chromium-browser' : 'chromium'
  const wanted = [...notInstalled(tools), ...(findBrowser() ? [] : [browser])]
  if (wanted.length === 0) return
  if (rootAccess() === 'none') {
    for (const what of wanted)
      report.missing.push({ what, why: 'installing it needs root or sudo without a password' })
    return
  }
  const how = rootAccess() === 'root' ? 'as root' : 'through sudo'
  console.log(`Installing with apt-get, ${how}: ${wanted.join(' ')}`)
  for (const names of [wanted.filter((name) => name !== browser), [browser]]) {
    const missing = names.filter((name) => wanted.includes(name))
    if (missing.length === 0) continue
    try {
      aptGet(['install', '-y', '--no-install-recommends', ...missing])
      report.installed.push(...missing)
    } catch (error) {
      report.missing.push({ what: missing.join(' '), why: String(error) })
    }
  }
}
