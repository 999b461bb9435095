import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../electron/engine/ftp/protocolError.ts'
import { fuzz, inputOf } from './fuzz.ts'
import { fuzzInThread } from './thread.ts'

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 60)
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

describe('what servers say', { timeout: (seconds + 120) * 1_000 }, () => {
  it(`breaks no parser in ${seconds} s`, async () => {
    const { inputs, failure } = await fuzzInThread({ seconds, seed })
    console.log(`fuzz: ${inputs} inputs, FUZZ_SEED=${seed}`)
    expect(failure).toBeUndefined()
    expect(inputs).toBeGreaterThan(0)
  })
})

describe('a fault would be noticed', { timeout: 120_000 }, () => {
  it('when a parser throws something else than ProtocolError', () => {
    const throws = (text: string) => {
      if (text.includes('x')) throw new TypeError('x')
      throw new ProtocolError('fine')
    }
    const { failure, inputs } = fuzz({ seconds: 60, seed, targets: { throws } })
    expect(failure).toMatchObject({ target: 'throws', problem: 'threw TypeError: x', seed })
    expect(inputOf(seed, inputs, { throws })).toBe(failure?.input)
  })

  it('when time grows with the square of the length', () => {
    const slow = (text: string) => {
      let sum = 0
      const square = text.length < 40_000 ? 0 : (text.length / 20) ** 2
      for (let count = 0; count < square; count++) sum = (sum + count) % 7
      return sum
    }
    const { failure } = fuzz({ seconds: 60, seed, targets: { slow } })
    expect(failure).toMatchObject({ target: 'slow' })
    expect(failure?.problem).toContain('four times the length')
  })
})
