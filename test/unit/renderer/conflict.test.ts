import { describe, expect, it } from 'vitest'
import { cureOf } from '../../../renderer/features/start/cures.ts'
import { conflictChoices, suggestedChoice } from '../../../renderer/features/questions/conflict.ts'

const facts = (size: number | null, modifiedAt: number | null) => ({ size, modifiedAt })

describe('conflicts', () => {
  it('offers to resume only what is shorter', () => {
    expect(conflictChoices(facts(10, 1), facts(5, 1))).toContain('resume')
    expect(conflictChoices(facts(10, 1), facts(10, 1))).not.toContain('resume')
    expect(conflictChoices(facts(10, 1), facts(0, 1))).not.toContain('resume')
    expect(conflictChoices(facts(null, 1), facts(5, 1))).not.toContain('resume')
  })

  it('compares times only where both are known', () => {
    expect(conflictChoices(facts(1, null), facts(1, 5))).not.toContain('overwrite-if-newer')
  })

  it('never suggests to lose the newer file', () => {
    expect(suggestedChoice(facts(1, 20_000), facts(1, 10_000))).toBe('overwrite')
    expect(suggestedChoice(facts(1, 10_000), facts(1, 20_000))).toBe('overwrite-if-newer')
    // What the queue would not call newer is not called so here.
    expect(suggestedChoice(facts(1, 11_000), facts(1, 10_000))).toBe('overwrite-if-newer')
    expect(suggestedChoice(facts(1, null), facts(1, 20))).toBe('rename')
  })
})

describe('cures', () => {
  const request = { settings: { host: 'h', port: 21, mode: 'auto' as const } }
  it('change one thing and keep the rest', () => {
    expect(cureOf('tls-required', request)?.request.settings).toEqual({
      host: 'h',
      port: 21,
      mode: 'auto',
      encryption: 'required',
    })
    expect(cureOf('data-connection-failed', request)?.name).toBe('active')
    const active = { settings: { ...request.settings, mode: 'active' as const } }
    expect(cureOf('data-connection-failed', active)?.name).toBe('passive')
  })
  it('never take protection away', () => {
    for (const code of [
      'tls-not-offered',
      'tls-downgrade',
      'certificate-changed',
      'tls-failed',
    ] as const)
      expect(cureOf(code, request)).toBe(undefined)
  })
})
