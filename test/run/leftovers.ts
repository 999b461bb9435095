import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runAsRoot } from '../support/system.ts'
import { until } from '../support/systemUntil.ts'

/** All temporary files of a run lie below one folder, so that they can be removed together. */
export function openTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-run-'))
  // The FTP servers' user passes through to its files.
  chmodSync(folder, 0o711)
  return folder
}

export function removeTemporaryFolder(folder: string) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Servers that were started through sudo may have left files of root.
    runAsRoot('rm', ['-rf', folder])
  }
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
