import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { readFileSync } from 'node:fs'
import { aptGet, notInstalled } from '../support/system.ts'

/** Programs that Sampan is compared with, by package. */
const packages = ['curl', 'lftp', 'ncftp']

export function ensureContenders(): void {
  const missing = notInstalled(packages)
  if (missing.length > 0) aptGet(['install', '-y', '--no-install-recommends', ...missing])
}

export type Machine = {
  processors: string
  memory: string
  system: string
  versions: string[]
  /** Load of the last minute when the run began: others at work make every figure worse. */
  load: number
}

export function describeMachine(): Machine {
  const all = cpus()
  const firstLine = (program: string, args: string[]) =>
    execFileSync(program, args, { encoding: 'utf8' }).split('\n')[0]!
  const dpkg = (name: string) =>
    firstLine('dpkg-query', ['-W', '-f', '${Package} ${Version}', name])
  return {
    processors: `${all.length} × ${all[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
    system: `${prettyName()}, Linux ${release()}`,
    versions: [`Node ${process.version}`, ...packages.map(dpkg)],
    load: loadavg()[0]!,
  }
}

function prettyName(): string {
  const text = readFileSync('/etc/os-release', 'utf8')
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? 'Linux'
}
