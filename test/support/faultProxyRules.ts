export type Channel = 'control' | 'data'
export type Direction = 'to-client' | 'to-server'

/**
 * What happens to bytes. `FIN` ends the stream there and swallows the rest, so that the sender
 * believes that all arrived; `RST` resets both ends; `black-hole` lets nothing through any more.
 */
export type Ending = 'FIN' | 'RST' | 'black-hole'
export type Fault =
  | Ending
  /** Milliseconds, once. */
  | { delay: number }
  /** Segments of so many bytes, each after a pause in milliseconds (default 1). */
  | { slice: number; pause?: number }
  /** Bytes a second. */
  | { rate: number }

export type ProxyRule = {
  channel: Channel
  /** Default: both. */
  direction?: Direction
  /** Which connections of the channel, from 1 in order of arrival; default: all. */
  connection?: number | readonly number[] | ((nth: number) => boolean)
  /** Bytes in this direction before the fault; default 0. */
  after?: number | ((nth: number) => number)
  fault: Fault
}

/** Whether a rule is about this direction of this connection. */
export function concerns(
  rule: ProxyRule,
  { channel, nth, direction }: { channel: Channel; nth: number; direction: Direction },
): boolean {
  const { connection = nth } = rule
  return (
    rule.channel === channel &&
    (rule.direction ?? direction) === direction &&
    (typeof connection === 'function'
      ? connection(nth)
      : typeof connection === 'number'
        ? connection === nth
        : connection.includes(nth))
  )
}

/** The byte at which a rule strikes. */
export const strikesAt = ({ after = 0 }: ProxyRule, nth: number): number =>
  typeof after === 'function' ? after(nth) : after
