import { parseCommandLine } from '../../../electron/engine/knowledge/commands.ts'
import type { ProtocolEvent } from '../../../electron/engine/knowledge/events.ts'

type WithoutTime<T> = T extends unknown ? Omit<T, 'time'> : never
export type ScriptedEvent = string | (WithoutTime<ProtocolEvent> & { time?: number })

/**
 * A session from short lines: `> ` a command, `< ` a reply (lines parted by \n), anything else as
 * an event. Without a time of its own each event comes 10 ms after the one before.
 */
export function script(...steps: ScriptedEvent[]): ProtocolEvent[] {
  let time = 0
  return steps.map((step): ProtocolEvent => {
    time = (typeof step === 'object' ? step.time : undefined) ?? time + 10
    if (typeof step === 'object') return { ...step, time }
    const text = step.slice(2)
    if (step.startsWith('> '))
      return { time, kind: 'command', verb: parseCommandLine(text).verb, text }
    return { time, kind: 'reply', code: Number(text.slice(0, 3)), lines: text.split('\n') }
  })
}
