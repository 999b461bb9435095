import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

export type Command = {
  program: string
  args: string[]
  env?: Record<string, string>
  /** Written to standard input: scripts and passwords, which must not be in argv. */
  input?: string
  /** File that standard output goes to; absent: nowhere. */
  output?: string
  cwd?: string
}

export type Measured = {
  /** Seconds from start to exit. */
  seconds: number
  /** Seconds of processor time, of the process and of children it has waited for. */
  cpu: number
  /** Largest resident memory in MiB. */
  memory: number
}

/** Milliseconds between two looks at a running process. */
const lookEvery = 20
const ticksPerSecond = 100

/** Runs a command to its end. Rejects with what it said when it fails. */
export function measure({ program, args, env, input, output, cwd }: Command): Promise<Measured> {
  const file = output === undefined ? undefined : openSync(output, 'w')
  const started = performance.now()
  const child = spawn(program, args, {
    stdio: ['pipe', file ?? 'ignore', 'pipe'],
    cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
  })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin!.on('error', () => {}).end(input ?? '')
  const seen = { cpu: 0, memory: 0 }
  const look = setInterval(() => lookAt(child.pid!, seen), lookEvery)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const seconds = (performance.now() - started) / 1_000
      clearInterval(look)
      if (file !== undefined) closeSync(file)
      if (code === 0) resolve({ seconds, ...seen })
      else reject(new Error(`${program} ended with ${code}: ${said.slice(-2_000)}`))
    })
  })
}

/** Peaks only grow, so that the last look before the end is nearly exact. */
function lookAt(pid: number, seen: { cpu: number; memory: number }): void {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc_pid_stat(5): utime, stime, cutime and cstime are the 14th to 17th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, text) => sum + Number(text), 0)
    seen.cpu = Math.max(seen.cpu, ticks / ticksPerSecond)
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    if (peak) seen.memory = Math.max(seen.memory, Number(peak[1]) / 1_024)
  } catch {
    // It has just ended.
  }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
