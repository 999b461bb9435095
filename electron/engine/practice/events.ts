/** What TLS agreed on. */
export type TlsFacts = {
  protocol: string
  cipher: string
  /** Whether this connection resumed an earlier session. */
  resumed: boolean
  /** The name the client asked for (SNI), if any. */
  serverName: string | null
}

export type DataMode = 'passive' | 'active'

type Happening =
  | { kind: 'connect'; remote: string }
  | { kind: 'disconnect' }
  /** Secrets are masked: the argument of PASS and ACCT is `****`. */
  | { kind: 'command'; text: string }
  /** A reply as it left, without its last line end. */
  | { kind: 'reply'; text: string }
  | { kind: 'control-tls'; tls: TlsFacts }
  /** Passive: the server waits for the client on `local`. */
  | { kind: 'data-listen'; local: string }
  /** In passive mode the client dialled, in active mode the server. */
  | { kind: 'data-open'; mode: DataMode; local: string; remote: string }
  | { kind: 'data-tls'; tls: TlsFacts }
  /** `sent` and `received` count file bytes, before TLS. */
  | { kind: 'data-close'; sent: number; received: number; error: string | null }
  /** Somebody who is not the control connection's peer came to the data port. */
  | { kind: 'data-stranger'; remote: string }

/** One thing that happened on the server; `at` in milliseconds since 1970, connections from 1. */
export type PracticeEvent = Happening & { at: number; connection: number }

export class Transcript {
  readonly events: PracticeEvent[] = []
  readonly #listener: ((event: PracticeEvent) => void) | undefined
  readonly #mostKept: number

  /** @param mostKept events; the oldest go first */
  constructor(listener?: (event: PracticeEvent) => void, mostKept = 100_000) {
    this.#listener = listener
    this.#mostKept = mostKept
  }

  add(connection: number, happening: Happening): void {
    const event = { at: Date.now(), connection, ...happening }
    this.events.push(event)
    if (this.events.length > this.#mostKept) this.events.splice(0, Math.ceil(this.#mostKept / 10))
    this.#listener?.(event)
  }

  /** The commands received, in order, of one control connection or of all. */
  commands(connection?: number): string[] {
    return this.events
      .filter((event) => connection === undefined || event.connection === connection)
      .flatMap((event) => (event.kind === 'command' ? [event.text] : []))
  }
}
