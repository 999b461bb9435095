import type { AppError, ErrorCode } from '../../contract/errors.ts'

/**
 * What an error means for the queue.
 * - `transient`: the same attempt may pass a little later.
 * - `restart`: it may pass, but only from the first byte.
 * - `site`: nothing will pass on this server until somebody acts (login, certificate).
 * - `local`: nothing will pass on this machine until somebody acts (disk full, read-only).
 * - `permanent`: this item will not pass.
 */
export type ErrorClass = 'transient' | 'restart' | 'site' | 'local' | 'permanent'

const classes: Partial<Record<ErrorCode, ErrorClass>> = {
  cancelled: 'transient',
  'connection-lost': 'transient',
  'host-not-found': 'transient',
  'connection-refused': 'transient',
  'connection-failed': 'transient',
  timeout: 'transient',
  'server-closed': 'transient',
  'protocol-error': 'transient',
  'too-many-connections': 'transient',
  'proxy-failed': 'transient',
  'data-connection-failed': 'transient',
  'transfer-incomplete': 'transient',
  'server-busy': 'transient',
  'source-changed': 'restart',
  'resume-refused': 'restart',
  'bad-address': 'site',
  'wrong-protocol': 'site',
  'login-failed': 'site',
  'password-needed': 'site',
  'tls-not-offered': 'site',
  'tls-required': 'site',
  'tls-failed': 'site',
  'tls-downgrade': 'site',
  'certificate-untrusted': 'site',
  'certificate-changed': 'site',
  'data-protection-refused': 'site',
  'active-mode-impossible': 'site',
  'vault-locked': 'site',
  'wrong-master-password': 'site',
  'local-disk-full': 'local',
  'local-read-only': 'local',
  'local-failed': 'local',
}

export const classify = (error: AppError): ErrorClass => classes[error.code] ?? 'permanent'

/** Attempts in a row that brought nothing, after which an item fails for good. */
export const maximumFailures = 8

/**
 * Milliseconds to wait after the n-th failure in a row, from 1: 1, 2, 4 … 60 s, each moved by up
 * to a quarter so that clients cut off together do not come back together. `random` is in [0, 1).
 */
export function backOff(failures: number, random: number): number {
  const base = Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 6))
  return Math.round(base * (0.75 + random / 2))
}
