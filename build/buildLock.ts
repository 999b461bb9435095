import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from './freshness.ts'

/** Runs a build while no other process runs the same one: two starts may come at once. */
export async function inTurn<T>(name: string, build: () => Promise<T>): Promise<T> {
  const file = join(root, '.cache', `build-${name}.lock`)
  mkdirSync(dirname(file), { recursive: true })
  while (!take(file)) await delay(100)
  try {
    return await build()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    // What a killed build left behind does not count.
    if (!isAlive(Number(readIfThere(file)))) rmSync(file, { force: true })
    return false
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8') || String(process.pid)
  } catch {
    return String(process.pid)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
