import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { join } from 'node:path'
import type { Command } from './measure.ts'

type Helper = ChildProcessByStdio<Writable, Readable, null>

export type DelayLink = {
  /** Address of this side, where servers listen. */
  host: string
  /** The same command on the far side of the link. */
  farAway(command: Command): Command
  stop(): void
}

const insideMark = 'SAMPAN_BENCH_INSIDE'

export const isInside = (): boolean => process.env[insideMark] === '1'

/** Runs this very program again, in a network namespace of its own. */
export function runInside(args: string[]): void {
  const { status, error } = spawnSync('unshare', ['--net', process.execPath, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [insideMark]: '1' },
  })
  if (error) throw error
  if (status !== 0) throw new Error(`the bench in its network namespace ended with ${status}`)
}

/**
 * A link to a second network namespace that holds each packet back for half of a round trip. Only
 * within `runInside`: the machine's own network is never touched.
 */
export async function openDelayLink(roundTrip: number): Promise<DelayLink> {
  spawnSync('ip', ['link', 'set', 'lo', 'up'])
  const far = start('unshare', ['--net', 'sh', '-c', 'ip link set lo up; echo ready; exec cat'])
  await ready(far)
  const script = join(import.meta.dirname, 'delayLink.py')
  const link = start('python3', [script, String(roundTrip / 2), String(far.pid)])
  await ready(link)
  return {
    host: '10.77.0.1',
    farAway: ({ program, args, ...more }) => ({
      ...more,
      program: 'nsenter',
      args: [`--net=/proc/${far.pid}/ns/net`, program, ...args],
    }),
    stop() {
      for (const helper of [link, far]) helper.stdin.end()
    },
  }
}

const start = (program: string, args: string[]): Helper =>
  spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })

function ready(helper: Helper): Promise<void> {
  return new Promise((resolve, reject) => {
    helper.once('error', reject)
    helper.once('exit', (code) => reject(new Error(`the delay link ended with ${code}`)))
    helper.stdout.once('data', () => resolve())
  })
}
