/*
 * Feeds random and damaged text to everything that reads what servers say:
 *   node test/fuzz/run.ts --seconds 60 --seed 7
 * Ends with 1 and prints seed and input when a parser throws anything but ProtocolError, takes more
 * than a second, more time than in proportion to the length, or does not return at all.
 */
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { inputOf } from './fuzz.ts'
import type { Failure } from './fuzz.ts'
import { targets } from './targets.ts'

/** Milliseconds without a new input after which a parser counts as hung, on a busy machine too. */
const patience = 60_000

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
})
const seconds = Number(values.seconds)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
if (!(seconds > 0) || !Number.isSafeInteger(seed)) {
  console.error('Usage: node test/fuzz/run.ts [--seconds 60] [--seed N]')
  process.exit(2)
}
console.log(`fuzz: ${seconds} s, seed ${seed}`)

// In a thread of its own, which can be ended when a parser loops for ever.
const progress = new Int32Array(new SharedArrayBuffer(4))
const worker = new Worker(new URL('./worker.ts', import.meta.url), {
  workerData: { seconds, seed, progress },
})
let last = { number: 0, since: Date.now() }
const watch = setInterval(() => {
  const number = Atomics.load(progress, 0)
  if (number !== last.number) last = { number, since: Date.now() }
  else if (Date.now() - last.since > patience) {
    clearInterval(watch)
    void worker.terminate()
    report({
      target: 'a parser',
      problem: 'did not return',
      seed,
      input: inputOf(seed, number, targets),
    })
  }
}, 1_000)

worker.on('message', ({ inputs, failure }: { inputs: number; failure: Failure | undefined }) => {
  clearInterval(watch)
  console.log(`fuzz: ${inputs} inputs`)
  if (failure) report(failure)
})
worker.on('error', (error) => {
  clearInterval(watch)
  console.error(error)
  process.exitCode = 1
})

function report({ target, problem, seed, input }: Failure): void {
  console.error(`fuzz: ${target} ${problem}`)
  console.error(`fuzz: seed ${seed}, input of ${input.length} characters:`)
  console.error(JSON.stringify(input.slice(0, 4_000)))
  process.exitCode = 1
}
