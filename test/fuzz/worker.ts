import { parentPort, workerData } from 'node:worker_threads'
import { fuzz } from './fuzz.ts'
import { targets } from './targets.ts'

const { seconds, seed, progress } = workerData as {
  seconds: number
  seed: number
  /** Where the number of the input at work is written, for whoever watches. */
  progress: Int32Array
}
const onInput = (number: number) => Atomics.store(progress, 0, number)
parentPort?.postMessage(fuzz({ seconds, seed, targets, onInput }))
