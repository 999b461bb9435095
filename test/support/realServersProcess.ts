import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asRoot, rootAccess, runAsRoot } from './system.ts'
import { until } from './systemUntil.ts'

export type ServerProcess = {
  pid: number
  /** How the process ended, or undefined while it runs. */
  ended(): string | undefined
  /** How many processes serve sessions at the moment. */
  sessions(): number
  /** Ends the server and all its sessions, and waits until they are gone. */
  stop(): Promise<void>
  /** Ends the server without waiting: for the moment this process itself ends. */
  kill(): void
}

/**
 * Runs the server and watches the pipe that this process holds: at its end, however it came about,
 * the server is killed. (The kernel's parent-death signal does not do: it is lost with the first
 * change of user.) vsftpd writes its last words to standard input.
 */
const watchdog = `
  exec 3<&0
  "$@" 0>>"$0/output.log" 3<&- &
  server=$!
  echo $server >"$0/pid"
  (read -r _ <&3; kill -KILL $server) 2>/dev/null &
  watcher=$!
  wait $server
  status=$?
  kill $watcher
  exit $status
`

/** Starts a server in the foreground as root. Its output goes to output.log in `work`. */
export async function startProcess(
  program: string,
  args: readonly string[],
  work: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const pidFile = join(work, 'pid')
  const output = openSync(join(work, 'output.log'), 'a')
  const environment = Object.entries({ ...baseEnvironment, ...env })
  const child = spawn(
    ...asRoot('env', [
      ...['-i', ...environment.map(([key, value]) => `${key}=${value}`)],
      ...['/bin/sh', '-c', watchdog, work, program, ...args],
    ]),
    { stdio: ['pipe', output, output] },
  )
  closeSync(output)
  let ended: string | undefined
  child.on('error', (error) => (ended = error.message))
  child.on('exit', (code, signal) => (ended = `ended with ${signal ?? code}`))
  const pid = await until(() => ended ?? Number(readFileSync(pidFile, 'utf8')), {
    what: `the process id of ${program}`,
  })
  if (typeof pid === 'string') throw new Error(`${program} ${pid}`)
  return {
    pid,
    ended: () => ended,
    sessions: () => familyOf(pid).length - 1,
    stop: () => stop(child, pid),
    kill: () => signal('KILL', familyOf(pid)),
  }
}

const baseEnvironment = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
}

async function stop(child: ChildProcess, pid: number) {
  if (child.exitCode === null && child.signalCode === null) {
    // Held still while its sessions are counted, so that it starts no other one.
    signal('STOP', [pid])
    const family = familyOf(pid)
    signal('KILL', family)
    await until(() => !family.some(isAlive), { what: `the end of processes ${family.join(' ')}` })
  }
  await until(() => child.exitCode !== null || child.signalCode !== null, {
    what: `the exit of process ${pid}`,
  })
}

function signal(name: 'STOP' | 'KILL', pids: number[]) {
  try {
    if (rootAccess() !== 'root') runAsRoot('kill', [`-${name}`, ...pids.map(String)])
    else for (const pid of pids) process.kill(pid, `SIG${name}`)
  } catch {
    // It was gone already.
  }
}

/** A process and all that descend from it. */
function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? statusOf(Number(name))?.parent : undefined
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const family = [pid]
  for (const member of family) family.push(...(children.get(member) ?? []))
  return family
}

function isAlive(pid: number): boolean {
  const state = statusOf(pid)?.state
  return state !== undefined && state !== 'Z' && state !== 'X'
}

function statusOf(pid: number): { state: string; parent: number } | undefined {
  try {
    // proc_pid_stat(5): the name in brackets may itself hold brackets and spaces.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: state ?? '', parent: Number(parent) }
  } catch {
    return undefined
  }
}
