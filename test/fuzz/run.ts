/*
 * Feeds random and damaged text to everything that reads what servers say:
 *   node test/fuzz/run.ts --seconds 60 --seed 7
 * Ends with 1 and prints seed and input when a parser throws anything but ProtocolError, takes more
 * than a second, more time than in proportion to the length, or does not return at all.
 */
import { parseArgs } from 'node:util'
import { fuzzInThread } from './thread.ts'

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
const { inputs, failure } = await fuzzInThread({ seconds, seed })
console.log(`fuzz: ${inputs} inputs`)
if (failure) {
  const { target, problem, input } = failure
  console.error(`fuzz: ${target} ${problem}`)
  console.error(`fuzz: seed ${seed}, input of ${input.length} characters:`)
  console.error(JSON.stringify(input.slice(0, 4_000)))
  process.exitCode = 1
}
