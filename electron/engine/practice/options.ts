import { isIP } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import type { KeyAndCertificate } from './certificate.ts'
import type { PracticeEvent } from './events.ts'
import type { Script } from './script.ts'

export type PracticeUser = {
  name: string
  /** Without it every password is right, as for anonymous. */
  password?: string
  /** With it PASS is answered with 332, and ACCT must follow. */
  account?: string
  readOnly?: boolean
}

export type PracticeTls = 'none' | 'explicit' | 'implicit' | 'both'

export type PracticeTlsOptions = Pick<
  SecureContextOptions,
  'minVersion' | 'maxVersion' | 'ciphers' | 'secureOptions'
> & {
  /** Default: made at start for localhost, 127.0.0.1 and ::1. */
  pair?: KeyAndCertificate
  /** USER before AUTH TLS is refused with 530. */
  required?: boolean
  /** Transfers without PROT P are refused with 521 (RFC 4217). */
  dataRequired?: boolean
  /** A data connection that resumed no session is refused with this code (FileZilla 425, vsftpd 522). */
  requireSessionReuse?: 425 | 522
  /** Only clients with a certificate this authority (PEM) issued. */
  clientAuthority?: string
}

export type PracticeFeatures = {
  /** Verbs that are unknown here (500) and missing in FEAT; also `UTF8`. MLSD takes MLST along. */
  without: readonly string[]
  /** Encoding of names, until `OPTS UTF8 ON` where UTF8 is not switched off. */
  encoding: string
  /** Data connections with any loopback address, not only the client's (server to server). */
  thirdParty: boolean
  /** LIST and NLST leave out names with a leading dot unless `-a` is given. */
  hideDotFiles: boolean
  /** `false`: LIST takes `-a` for a path. */
  listFlags: boolean
  /** LIST of a missing path is 226 and empty, in place of 550. */
  emptyListForMissing: boolean
  listFormat: 'unix' | 'dos'
  /** Minutes that times in LIST are ahead of UTC. */
  listTimeOffset: number
  /** Listings show a link as what it points to. */
  linksAsTargets: boolean
  /** CWD through a link lands at its target, as with getcwd(). */
  physicalDirectories: boolean
  /** `MDTM YYYYMMDDhhmmss path` sets the time, as with vsftpd. */
  mdtmWrites: boolean
  /** Verbs that are answered while a transfer runs; others wait for its end. ABOR always is. */
  answeredDuringTransfer: readonly string[]
  /** Wrong passwords until 421. */
  loginAttempts: number
  /** Milliseconds a transfer waits for its data connection. */
  acceptTimeout: number
  /** Milliseconds without a command or transfer until 421. */
  idleTimeout: number
}

export type PracticeServerOptions = {
  /** Default: a new temporary folder with samples, removed at stop. */
  folder?: string
  /** A loopback address; others are refused. Default 127.0.0.1. */
  host?: string
  /** 0, the default, takes a free one. */
  port?: number
  /** The same for implicit TLS, with `tls: 'both'`. */
  implicitPort?: number
  /** Default: anonymous, and practice with the password practice. */
  users?: readonly PracticeUser[]
  /** Default `explicit`. */
  tls?: PracticeTls
  tlsOptions?: PracticeTlsOptions
  /** First and last port for passive data connections; default: any free one. */
  passivePorts?: readonly [number, number]
  features?: Partial<PracticeFeatures>
  /** Lines of the 220 reply. */
  greeting?: readonly string[]
  /** Control connections at a time; more are refused with 421 at once or with 530 after PASS. */
  connectionLimit?: number | { most: number; refuse: 421 | 530 }
  script?: Script
  onEvent?: (event: PracticeEvent) => void
  /** Events that its transcript keeps, the newest; 100,000 when left out. */
  eventsKept?: number
}

export const defaultFeatures: PracticeFeatures = {
  without: [],
  encoding: 'utf8',
  thirdParty: false,
  hideDotFiles: true,
  listFlags: true,
  emptyListForMissing: false,
  listFormat: 'unix',
  listTimeOffset: 0,
  linksAsTargets: false,
  physicalDirectories: false,
  mdtmWrites: false,
  answeredDuringTransfer: ['STAT'],
  loginAttempts: 3,
  acceptTimeout: 20_000,
  idleTimeout: 600_000,
}

export const defaultUsers: readonly PracticeUser[] = [
  { name: 'anonymous' },
  { name: 'practice', password: 'practice' },
]

export const defaultGreeting = ['Sampan practice server ready.']

/** 127.0.0.0/8 and ::1, also as IPv4-mapped addresses. */
export function isLoopback(address: string): boolean {
  const plain = withoutMapping(address)
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}

export const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d)/i, '')
