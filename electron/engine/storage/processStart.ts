import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * When a process started, so that a process number that was given out again is not taken for the
 * old process. `exact` compares equal or not at all; `wallClock` is milliseconds since 1970.
 */
export type ProcessStart = { exact: string } | { wallClock: number }

/** How far two readings of the same start may lie apart in milliseconds. */
const tolerance = 10_000

export function isSameStart(one: ProcessStart, other: ProcessStart): boolean {
  if ('exact' in one) return 'exact' in other && one.exact === other.exact
  return 'wallClock' in other && Math.abs(one.wallClock - other.wallClock) <= tolerance
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The start of this process. */
export async function ownStart(): Promise<ProcessStart> {
  if (process.platform === 'linux') return (await linuxStart(process.pid)) ?? wallClockStart()
  return wallClockStart()
}

/** The start of a living process, or undefined if the system does not tell. */
export async function startOf(pid: number): Promise<ProcessStart | undefined> {
  try {
    if (process.platform === 'linux') return await linuxStart(pid)
    if (process.platform === 'win32') return await windowsStart(pid)
    return await bsdStart(pid)
  } catch {
    return undefined
  }
}

function wallClockStart(): ProcessStart {
  return { wallClock: Math.round(performance.timeOrigin) }
}

/** Clock ticks since boot (proc_pid_stat(5), field 22), made unique by the id of this boot. */
async function linuxStart(pid: number): Promise<ProcessStart | undefined> {
  const [stat, bootId] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined),
    readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => ''),
  ])
  // The second field, the name in parentheses, may hold blanks and parentheses itself.
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return ticks ? { exact: `${bootId.trim()}/${ticks}` } : undefined
}

async function bsdStart(pid: number): Promise<ProcessStart | undefined> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  const { stdout } = await run('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { env })
  return parsedStart(Date.parse(`${stdout.trim()} UTC`))
}

async function windowsStart(pid: number): Promise<ProcessStart | undefined> {
  const command = `[DateTimeOffset]::new((Get-Process -Id ${pid}).StartTime).ToUnixTimeMilliseconds()`
  const { stdout } = await run(
    'powershell.exe',
    ['-NoProfile', '-NonInteractive', '-Command', command],
    { windowsHide: true, timeout: 15_000 },
  )
  return parsedStart(Number.parseInt(stdout, 10))
}

function parsedStart(milliseconds: number): ProcessStart | undefined {
  return Number.isNaN(milliseconds) ? undefined : { wallClock: milliseconds }
}
