/** Address of one end of a connection. */
export type Endpoint = { host: string; port: number }

export type TlsFacts = { version?: string; cipher?: string; resumed?: boolean }

/**
 * What happened on a session, as far as an explanation or a diagnosis needs it. The transcript's
 * events are mapped to this; secrets are masked before.
 */
export type ProtocolEvent = { /** Milliseconds on one clock. */ time: number } & (
  | { kind: 'command'; verb: string; text: string }
  | {
      kind: 'reply'
      code: number
      lines: readonly string[]
      /** Verb it answers; worked out from the order when missing. */
      verb?: string
    }
  | ({ kind: 'tcp'; step: TcpStep; error?: string } & Endpoint)
  | ({ kind: 'tls'; step: TlsStep; error?: string } & TlsFacts)
  | {
      kind: 'data'
      mode: 'passive' | 'active'
      step: DataStep
      /** Client's end. */
      local?: Endpoint
      /** Server's end; in passive mode the address that was dialled. */
      remote?: Endpoint
      error?: string
      tls?: TlsFacts
    }
  | { kind: 'status' | 'error'; code?: string; text: string }
)

export type TcpStep = 'resolving' | 'dialling' | 'open' | 'closed' | 'failed'
export type TlsStep = 'started' | 'open' | 'failed'
export type DataStep = 'listening' | 'dialling' | 'open' | 'closed' | 'failed'

export type EventOf<K extends ProtocolEvent['kind']> = Extract<ProtocolEvent, { kind: K }>
