import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { aptGet, debianId, notInstalled, rootAccess, run } from './system.ts'
import type { SystemReport } from './system.ts'

export type RealServerName = 'vsftpd' | 'proftpd' | 'pure-ftpd'

export const realServerNames: readonly RealServerName[] = ['vsftpd', 'proftpd', 'pure-ftpd']

const packages: Record<RealServerName, { names: string[]; program: string }> = {
  vsftpd: { names: ['vsftpd', 'libpam-pwdfile'], program: 'vsftpd/usr/sbin/vsftpd' },
  proftpd: {
    names: ['proftpd-core', 'proftpd-mod-crypto'],
    program: 'proftpd-core/usr/sbin/proftpd',
  },
  'pure-ftpd': { names: ['pure-ftpd'], program: 'pure-ftpd/usr/sbin/pure-ftpd' },
}

const cache = join(import.meta.dirname, '../../.cache/servers')

/** Where a file of an unpacked package is. */
export function packageFile(path: string): string {
  return join(cache, path)
}

export function serverProgram(name: RealServerName): string {
  return packageFile(packages[name].program)
}

/** The first file called `file` in an unpacked package: library folders differ by architecture. */
export function findPackageFile(packageName: string, file: string): string {
  const folder = packageFile(packageName)
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith(`/${file}`),
  )
  if (!found) throw new Error(`package ${packageName} has no file ${file}`)
  return join(folder, found)
}

/** Why real servers cannot run on this machine, or undefined when they can. */
export function realServersProblem(): string | undefined {
  if (!debianId()) return 'the FTP servers come from the packages of Debian and Ubuntu'
  if (rootAccess() === 'none') return 'the FTP servers need root, or sudo without a password'
  return undefined
}

/**
 * Fetches the three servers. Their packages conflict with each other, so they are not installed
 * but unpacked below .cache/servers; only libraries that they need are installed.
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
  const { names } = packages[name]
  for (const packageName of names) if (!existsSync(packageFile(packageName))) unpack(packageName)
  if (!lacksLibraries(serverProgram(name))) return []
  const libraries = notInstalled(names.flatMap(librariesOf))
  console.log(`Installing with apt-get, libraries of ${name}: ${libraries.join(' ')}`)
  aptGet(['install', '-y', '--no-install-recommends', ...libraries])
  if (lacksLibraries(serverProgram(name))) throw new Error(`${name} still lacks a library`)
  return libraries
}

function unpack(packageName: string) {
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, '.new-'))
  try {
    const own = rootAccess() === 'root' ? ['-o', 'APT::Sandbox::User=root'] : []
    aptGet([...own, 'download', packageName], { cwd: work, root: false })
    const archive = readdirSync(work).find((file) => file.endsWith('.deb'))
    if (!archive) throw new Error(`apt-get download ${packageName} brought no package`)
    run('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: work })
    run('dpkg-deb', ['-e', archive, 'unpacked/DEBIAN'], { cwd: work })
    if (!existsSync(packageFile(packageName)))
      renameSync(join(work, 'unpacked'), packageFile(packageName))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function lacksLibraries(program: string): boolean {
  return spawnSync('ldd', [program], { encoding: 'utf8' }).stdout.includes('not found')
}

/** The libraries a package depends on, without what would pull in a server or configure one. */
function librariesOf(packageName: string): string[] {
  const control = readFileSync(packageFile(`${packageName}/DEBIAN/control`), 'utf8')
  const depends = /^Depends: (.*)$/m.exec(control)?.[1] ?? ''
  return depends
    .split(',')
    .map((dependency) => dependency.trim().split(/[\s|(:]/, 1)[0] ?? '')
    .filter((name) => /^(lib|zlib)/.test(name) && !name.startsWith('libpam-'))
}
