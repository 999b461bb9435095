import {
  copyFileSync,
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
import { gunzipSync } from 'node:zlib'
import { debianId, rootAccess, run } from './system.ts'

/** Debian's packages of RFC texts: standards, and proposed ones. They are non-free, so not in main. */
const packages = ['doc-rfc-std', 'doc-rfc-std-proposed']
const installed = '/usr/share/doc/RFC/links'
const cache = join(import.meta.dirname, '../../.cache/rfc')

/** The text of an RFC from Debian's packages; undefined where this machine has it not. */
export function rfcText(rfc: string): string | undefined {
  for (const folder of [cache, installed]) {
    const path = join(folder, `rfc${rfc}.txt.gz`)
    if (existsSync(path)) return gunzipSync(readFileSync(path)).toString('latin1')
  }
  return undefined
}

/**
 * Fetches the texts of these RFCs where they are missing, beside the machine's own packages and
 * package sources. Gives the reason when that is not possible.
 */
export function ensureRfcTexts(rfcs: readonly string[]): string | undefined {
  // What was fetched once is all that the packages have of them.
  if (existsSync(cache) || rfcs.every((rfc) => rfcText(rfc) !== undefined)) return undefined
  if (debianId() !== 'debian') return 'the texts come from the packages of Debian'
  mkdirSync(join(cache, '..'), { recursive: true })
  const work = mkdtempSync(join(cache, '..', '.new-rfc-'))
  try {
    fetchPackages(work)
    const texts = join(work, 'unpacked', installed)
    const kept = join(work, 'kept')
    mkdirSync(kept)
    for (const rfc of rfcs) {
      const file = `rfc${rfc}.txt.gz`
      if (existsSync(join(texts, file))) copyFileSync(join(texts, file), join(kept, file))
    }
    rmSync(cache, { recursive: true, force: true })
    renameSync(kept, cache)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown'
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Downloads and unpacks with a source, lists and archives of their own below `work`. */
function fetchPackages(work: string): void {
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  if (codename === undefined) throw new Error('/etc/os-release names no release')
  const source = {
    Types: 'deb',
    URIs: 'http://deb.debian.org/debian',
    Suites: codename,
    Components: 'non-free',
    'Signed-By': '/usr/share/keyrings/debian-archive-keyring.gpg',
  }
  const lines = Object.entries(source).map(([key, value]) => `${key}: ${value}\n`)
  writeFileSync(join(work, 'rfc.sources'), lines.join(''))
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(work, folder), { recursive: true })
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'rfc.sources'),
    'Dir::Etc::sourceparts': join(work, 'none'),
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    ...(rootAccess() === 'root' ? { 'APT::Sandbox::User': 'root' } : {}),
  }
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  run('apt-get', ['-q', ...options, 'update'])
  run('apt-get', ['-q', ...options, 'download', ...packages], { cwd: work })
  for (const archive of readdirSync(work).filter((file) => file.endsWith('.deb')))
    run('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: work })
}
