import type { LineEvent } from './logModel.ts'

export type Direction = 'out' | 'in' | 'none'

/** Who sent it. From the kind of the event alone: text can pretend to be anything. */
export function directionOf(event: Pick<LineEvent, 'kind'>): Direction {
  if (event.kind === 'command') return 'out'
  if (event.kind === 'reply') return 'in'
  return 'none'
}
