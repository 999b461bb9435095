import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { aptGet, debianId, notInstalled, rootAccess, run } from './system.ts'
import type { SystemReport } from './system.ts'

export type RealServerName = 'vsftpd' | 'proftpd' | 'pure-ftpd'

export const realServerNames: readonly RealServerName[] = ['vsftpd', 'proftpd', 'pure-ftpd']

const packages: Record<RealServerName, string[]> = {
  vsftpd: ['vsftpd', 'libpam-pwdfile'],
  proftpd: ['proftpd-core', 'proftpd-mod-crypto'],
  'pure-ftpd': ['pure-ftpd'],
}

const dependsFile = 'depends'

const cache = join(import.meta.dirname, '../../.cache/realServers')

/** Where a file of a server's packages is. */
export function serverFile(name: RealServerName, path: string): string {
  return join(cache, name, path)
}

export function serverProgram(name: RealServerName): string {
  return serverFile(name, `usr/sbin/${name}`)
}

/** The file of a server's packages called `file`: library folders differ by architecture. */
export function findServerFile(name: RealServerName, file: string): string {
  const paths = readdirSync(join(cache, name), { recursive: true, encoding: 'utf8' })
  const found = paths.find((path) => path.endsWith(`/${file}`))
  if (!found) throw new Error(`the packages of ${name} have no file ${file}`)
  return serverFile(name, found)
}

/** Why real servers cannot run on this machine, or undefined when they can. */
export function realServersProblem(): string | undefined {
  if (!debianId()) return 'the FTP servers come from the packages of Debian and Ubuntu'
  if (rootAccess() === 'none') return 'the FTP servers need root, or sudo without a password'
  return undefined
}

/**
 * Fetches the three servers. Their packages conflict with each other, so they are not installed
 * but unpacked below .cache/realServers; only libraries that they need are installed.
 */
export function ensureRealServers(): SystemReport {
  const report: SystemReport = { installed: [], missing: [] }
  const why = realServersProblem()
  for (const name of realServerNames) {
    try {
      if (why) throw new Error(why)
      report.installed.push(...ensureRealServer(name))
    } catch (error) {
      report.missing.push({ what: name, why: error instanceof Error ? error.message : 'unknown' })
    }
  }
  return report
}

/** Fetches one server when it is not there yet; returns the libraries it installed. */
export function ensureRealServer(name: RealServerName): string[] {
  const why = realServersProblem()
  if (why) throw new Error(`${name}: ${why}`)
  if (!existsSync(join(cache, name))) unpack(name)
  if (!lacksLibraries(serverProgram(name))) return []
  const libraries = notInstalled(librariesOf(name))
  console.log(`Installing with apt-get, libraries of ${name}: ${libraries.join(' ')}`)
  aptGet(['install', '-y', '--no-install-recommends', ...libraries])
  if (lacksLibraries(serverProgram(name))) throw new Error(`${name} still lacks a library`)
  return libraries
}

/** Downloads and unpacks the packages of a server into one folder, which appears when complete. */
function unpack(name: RealServerName) {
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, '.new-'))
  try {
    const own = rootAccess() === 'root' ? ['-o', 'APT::Sandbox::User=root'] : []
    aptGet([...own, 'download', ...packages[name]], { cwd: work, root: false })
    const archives = readdirSync(work).filter((file) => file.endsWith('.deb'))
    for (const archive of archives) run('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: work })
    const depends = archives.map((file) => run('dpkg-deb', ['-f', file, 'Depends'], { cwd: work }))
    writeFileSync(join(work, 'unpacked', dependsFile), depends.join(','))
    // Another process may have been faster.
    if (!existsSync(join(cache, name))) renameSync(join(work, 'unpacked'), join(cache, name))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function lacksLibraries(program: string): boolean {
  return spawnSync('ldd', [program], { encoding: 'utf8' }).stdout.includes('not found')
}

/** The libraries a server needs, without what would pull in another server or configure one. */
function librariesOf(name: RealServerName): string[] {
  const names = readFileSync(serverFile(name, dependsFile), 'utf8')
    .split(',')
    .map((dependency) => dependency.trim().split(/[\s|(:]/, 1)[0] ?? '')
    .filter((library) => /^(lib|zlib)/.test(library) && !library.startsWith('libpam-'))
  return [...new Set(names)]
}
