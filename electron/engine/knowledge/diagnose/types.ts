import type { ConnectionSettings, Quirks } from '../../../contract/sessions.ts'
import type { ProtocolEvent } from '../events.ts'
import type { Locale, Text, Values } from '../text.ts'

export const diagnosisCodes = [
  'host-not-found',
  'connection-refused',
  'timeout-connect',
  'wrong-protocol',
  'certificate-untrusted',
  'tls-version-mismatch',
  'tls-session-reuse-required',
  'tls-required',
  'connection-limit',
  'login-failed',
  'epsv-broken-by-middlebox',
  'unroutable-passive-address',
  'passive-ports-blocked',
  'nat-in-front-of-port',
  'active-port-blocked',
  'disk-full',
  'quota-exceeded',
  'encoding-trouble',
  'permission-denied',
  'path-syntax',
  'path-not-found',
  'end-of-transfer-timeout',
  'idle-timeout',
] as const
export type DiagnosisCode = (typeof diagnosisCodes)[number]

/** What a cure changes in the settings of the site. */
export type SettingsPatch = Partial<
  Pick<
    ConnectionSettings,
    | 'mode'
    | 'encryption'
    | 'connectionLimit'
    | 'encoding'
    | 'minimumTls'
    | 'replyTimeout'
    | 'keepAliveInterval'
  >
> & { quirks?: Partial<Quirks> }

export type Cure = { settings: SettingsPatch; label: Text }

/** What a rule found. Evidence is given by the places of the events in the list. */
export type Verdict = {
  evidence: readonly number[]
  values?: Values
  /** Added to the general text, where there are several kinds of the same trouble. */
  detail?: Text
  cure?: Cure
}

/** The events of a session that ended in a failure, with what follows from them. */
export type Case = {
  events: readonly ProtocolEvent[]
  /** For each reply event, the verb of the command it answers. */
  verbs: readonly (string | undefined)[]
  /** Places of the failures since the last success; the last one is what the case is about. */
  failures: readonly number[]
  /** Server's end of the control connection. */
  serverAddress?: string
  isSecured: boolean
  locale: Locale
}

export type Rule = (the: Case) => Verdict | undefined
