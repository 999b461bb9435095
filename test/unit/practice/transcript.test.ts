import { expect, it } from 'vitest'
import { Transcript } from '../../../electron/engine/practice/events.ts'

it('keeps the newest events, and never more than it may', () => {
  const heard: string[] = []
  const transcript = new Transcript((event) => heard.push(event.kind), 20)
  for (let count = 1; count <= 95; count++) {
    transcript.add(1, { kind: 'command', text: `NOOP ${count}` })
    expect(transcript.events.length).toBeLessThanOrEqual(20)
  }
  expect(heard).toHaveLength(95)
  expect(transcript.commands().length).toBeGreaterThanOrEqual(18)
  expect(transcript.commands().at(-1)).toBe('NOOP 95')
  expect(transcript.commands(2)).toEqual([])
})
