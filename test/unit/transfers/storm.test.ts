import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemStates, transition } from '../../../electron/engine/transfers/states.ts'
import { Pair, step, workerEvents } from './stormModel.ts'

/** SAMPAN_STORMS=2000 for a long run. */
const storms = Number(process.env['SAMPAN_STORMS'] ?? 40)

describe('the state machine', () => {
  it('leads from every state to a known one, and never out of done except by its folder or a power cut', () => {
    for (const state of itemStates)
      for (const event of [
        ...workerEvents,
        'pause',
        'resume',
        'cancel',
        'retry',
        'claim',
      ] as const) {
        const next = transition(state, event)
        if (next) expect(itemStates).toContain(next)
        if (state === 'done') expect(next).toBeNull()
      }
    expect(transition('done', 'reopen')).toBe('open')
    expect(transition('done', 'redo')).toBe('waiting')
  })

  it('survives storms like its model', { timeout: 60_000 + storms * 2_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const pair = new Pair()
        await pair.open()
        try {
          for (const one of steps) {
            if (one.do === 'bulk' && one.event === 'retry') pair.returned = true
            await pair.run(one)
          }
        } finally {
          pair.close()
        }
      }),
      { numRuns: storms },
    )
  })
})
