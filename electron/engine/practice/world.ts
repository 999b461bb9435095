import type { Socket } from 'node:net'
import type { Transcript } from './events.ts'
import type { PracticeFeatures, PracticeUser } from './options.ts'
import type { Jail } from './paths.ts'
import type { ScriptPlayer } from './scriptPlayer.ts'
import type { TlsServer } from './tlsServer.ts'

/** What all sessions of one server share. */
export type World = {
  readonly jail: Jail
  readonly features: PracticeFeatures
  readonly users: readonly PracticeUser[]
  readonly greeting: readonly string[]
  readonly passivePorts: readonly [number, number] | undefined
  readonly tls: TlsServer | null
  readonly player: ScriptPlayer
  readonly transcript: Transcript
  /** Open data connections, to be ended with the server. */
  readonly dataSockets: Set<Socket>
  /** Whether one more login is beyond the limit that is enforced after PASS. */
  readonly isFull: () => boolean
  /** Whether a verb is switched off. */
  readonly lacks: (verb: string) => boolean
}
