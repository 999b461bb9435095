import { Worker } from 'node:worker_threads'
import { inputOf } from './fuzz.ts'
import type { Failure } from './fuzz.ts'
import { targets } from './targets.ts'

/** Milliseconds without a new input after which a parser counts as hung, on a busy machine too. */
const patience = 60_000

export type FuzzResult = { inputs: number; failure: Failure | undefined }

/** Fuzzes every parser in a thread of its own, which can be ended when one of them never returns. */
export function fuzzInThread(options: { seconds: number; seed: number }): Promise<FuzzResult> {
  const { seconds, seed } = options
  const progress = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { seconds, seed, progress },
  })
  return new Promise((resolve, reject) => {
    let last = { number: 0, since: Date.now() }
    const watch = setInterval(() => {
      const number = Atomics.load(progress, 0)
      if (number !== last.number) last = { number, since: Date.now() }
      if (Date.now() - last.since <= patience) return
      void worker.terminate()
      const input = inputOf(seed, number, targets)
      const failure = { target: 'a parser', problem: 'did not return', seed, input }
      resolve({ inputs: number, failure })
    }, 1_000)
    const over = () => clearInterval(watch)
    worker.on('message', resolve).on('error', reject).on('exit', over)
  })
}
