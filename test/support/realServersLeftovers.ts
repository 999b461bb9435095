import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { rootAccess, runAsRoot } from './system.ts'

type Step = () => void

const steps = new Set<Step>()
let listening = false

/** Runs `step` when this process ends by itself. Returns how to take that back. */
export function atExit(step: Step): () => void {
  if (!listening) {
    listening = true
    process.on('exit', () => {
      for (const one of steps) one()
    })
  }
  steps.add(step)
  return () => void steps.delete(step)
}

/**
 * Removes what processes that were killed could not: entries of `folder` that are called `prefix`
 * and a process id, of a process that is no more.
 */
export function removeStale(folder: string, prefix: string) {
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : 0
    if (pid > 0 && !processExists(pid)) removeAll(join(folder, name))
  }
}

/** Removes a file or folder: servers that were started through sudo may have left root's files. */
export function removeAll(path: string) {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  } catch (error) {
    if (rootAccess() !== 'sudo') throw error
    runAsRoot('rm', ['-rf', path])
  }
}

/** Whether a process of that id exists, of whatever user. */
function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
