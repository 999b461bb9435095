import { expect, it } from 'vitest'
import { isDrastic } from '../../../renderer/features/synchronize/deletionCheck.ts'

it.each([
  [0, 0, false],
  [2, 2, false],
  [3, 3, true],
  [3, 100, false],
  [20, 100, true],
  [24, 1_000, false],
  [25, 1_000_000, true],
])('%i deletions of %i entries: %s', (deletions, entries, expected) => {
  expect(isDrastic(deletions, entries)).toBe(expected)
})
