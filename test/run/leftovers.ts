import { chmodSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeStale } from '../support/realServersLeftovers.ts'
import { until } from '../support/systemUntil.ts'

const prefix = 'sampan-run-'

/** All temporary files of a run lie below one folder, so that they can be removed together. */
export function openTemporaryFolder(): string {
  if (process.platform === 'linux') removeStale(tmpdir(), prefix)
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // The FTP servers' user passes through to its files.
  chmodSync(folder, 0o711)
  return folder
}

export type LeftoverProcess = { pid: number; command: string }

/**
 * Processes that the run started and that outlived it: they carry the run's temporary folder in
 * their environment or command line. Processes that are about to end get 5 s. Linux only.
 */
export async function findLeftoverProcesses(folder: string): Promise<LeftoverProcess[]> {
  if (process.platform !== 'linux') return []
  let found: LeftoverProcess[] = []
  await until(() => (found = scan(folder)).length === 0, { timeout: 5_000 }).catch(() => undefined)
  return found
}

export function endProcesses(leftovers: readonly LeftoverProcess[]) {
  for (const { pid } of leftovers)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
}

function scan(folder: string): LeftoverProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) return []
    const command = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim()
    const marked = command.includes(folder) || read(`/proc/${name}/environ`).includes(folder)
    return marked && !/^State:\s+Z/m.test(read(`/proc/${name}/status`)) ? [{ pid, command }] : []
  })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
