import { expect, it } from 'vitest'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { createMarks } from '../../../electron/engine/protocol/marks.ts'

const at = { sessionId: 's', connection: 1 }

it('a transcript takes a million events at a cost that cannot be felt, and stays within its bytes', () => {
  const transcript = createTranscript(8 * 1024 * 1024)
  createMarks(transcript)
  const start = process.cpuUsage().user
  for (let index = 0; index < 500_000; index++) {
    transcript.record({ ...at, kind: 'command', verb: 'NOOP', text: 'NOOP' })
    transcript.record({
      ...at,
      kind: 'reply',
      code: 200,
      lines: ['200 Nothing done'],
      verb: 'NOOP',
    })
  }
  const each = (process.cpuUsage().user - start) / 1_000_000
  // Microseconds, with the sequence checker that follows every line.
  expect(each).toBeLessThan(20)
  const { first, next } = transcript.range()
  expect(next).toBe(1_000_000)
  expect(next - first).toBeLessThan(60_000)
  expect(transcript.find(next - 1)?.seq).toBe(next - 1)
  expect(transcript.find(first - 1)).toBeUndefined()
}, 60_000)
