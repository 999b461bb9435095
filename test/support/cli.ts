import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export const program = join(import.meta.dirname, '../../electron/cli/main.ts')

export type CliResult = { code: number | null; output: string; errors: string }
export type CliOptions = { cwd?: string; env?: Record<string, string | undefined> }

/** Starts the command line program as a child process, with no terminal and no profile of its own. */
export function startCli(args: string[], home: string, { cwd = home, env = {} }: CliOptions = {}) {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    // Without a session of its own it could ask on the terminal of whoever runs the tests.
    detached: true,
    env: { ...process.env, XDG_CONFIG_HOME: home, TMPDIR: home, ...env },
  })
  const ended = Promise.all([
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
    text(child.stdout!),
    text(child.stderr!),
  ]).then(([code, output, errors]): CliResult => ({ code, output, errors }))
  return { child, ended }
}

export const runCli = (args: string[], home: string, options?: CliOptions): Promise<CliResult> =>
  startCli(args, home, options).ended

export const eventsOf = ({ output }: CliResult): Record<string, unknown>[] =>
  output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
