import { describe, expect, it } from 'vitest'
import { readArguments } from '../../run/arguments.ts'
import { add, oneFailure, onePass, tallyOf, verdictOf } from '../../run/tally.ts'
import type { VitestReport } from '../../run/tally.ts'

const report = (
  statuses: string[],
  file: { status?: string; message?: string } = {},
): VitestReport => ({
  testResults: [
    {
      name: 'a.test.ts',
      status: file.status ?? (statuses.includes('failed') ? 'failed' : 'passed'),
      message: file.message ?? '',
      assertionResults: statuses.map((status, at) => ({ fullName: `test ${at}`, status })),
    },
  ],
})

describe('the count of a project', () => {
  it('tells passed, failed and skipped tests apart', () => {
    const tally = tallyOf('unit', report(['passed', 'failed', 'skipped', 'todo', 'pending']), 1)
    expect(tally).toEqual({
      passed: 1,
      failed: 1,
      skipped: ['unit: test 2', 'unit: test 3', 'unit: test 4'],
      problems: ['unit: test 1'],
    })
  })

  it.each([
    ['a missing report', undefined, 1],
    ['a report without any test', { testResults: [] }, 0],
    ['a file without any test', report([]), 0],
    ['a file that does not load', report([], { status: 'failed', message: 'no module' }), 1],
    ['a failed hook', report(['passed', 'skipped'], { status: 'failed' }), 1],
    ['an unhandled error', report(['passed']), 1],
    ['a crash', report(['passed']), null],
  ])('counts %s as one failure', (_what, given, exitCode) => {
    const tally = tallyOf('unit', given, exitCode)
    expect(tally.failed).toBe(1)
    expect(tally.problems).toHaveLength(1)
    expect(verdictOf(tally, false).ok).toBe(false)
  })
})

describe('the verdict', () => {
  it('names skipped tests only when there are any', () => {
    expect(verdictOf(onePass, true)).toEqual({ lastLine: '1 passed, 0 failed', ok: true })
    const skipping = add([onePass, { ...onePass, skipped: ['a', 'b'] }])
    expect(verdictOf(skipping, false)).toEqual({
      lastLine: '2 passed, 0 failed, 2 skipped',
      ok: true,
    })
  })

  it('does not accept skipped tests when strict', () => {
    expect(verdictOf({ ...onePass, skipped: ['a'] }, true).ok).toBe(false)
  })

  it('is bad with a failure, and with no test at all', () => {
    expect(verdictOf(add([onePass, oneFailure('x')]), false)).toEqual({
      lastLine: '1 passed, 1 failed',
      ok: false,
    })
    expect(verdictOf(add([]), false)).toEqual({ lastLine: '0 passed, 0 failed', ok: false })
  })
})

describe('the arguments', () => {
  it('select parts, kept in their order', () => {
    expect(readArguments(['--only', 'e2e,build'])).toEqual(['build', 'e2e'])
    expect(readArguments([])).toContain('servers')
  })

  it('refuse what they do not know', () => {
    expect(() => readArguments(['--only', 'unit,nonsense'])).toThrow('nonsense')
    expect(() => readArguments(['--fast'])).toThrow('fast')
  })
})
