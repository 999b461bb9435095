import type { ErrorCode } from '../contract/errors.ts'

/** How a run of the command ended. Scripts rely on these numbers: they never change. */
export const exitCodes = {
  0: 'everything was done, and every file was verified',
  1: 'something failed; each failure is named',
  2: 'the command line is wrong',
  3: 'the server could not be reached',
  4: 'the login was refused, or a password was needed and not given',
  5: 'encryption or certificate: nothing was sent to a server that is not trusted',
  6: 'a file or folder does not exist, or access to it was denied',
  7: 'a target existed and was left as it was',
  130: 'ended by Ctrl-C or a signal',
} as const

export type ExitCode = keyof typeof exitCodes

const codeOf: Partial<Record<ErrorCode, ExitCode>> = {
  cancelled: 130,
  'bad-request': 2,
  'bad-address': 2,
  'host-not-found': 3,
  'connection-refused': 3,
  'connection-failed': 3,
  timeout: 3,
  'server-closed': 3,
  'wrong-protocol': 3,
  'too-many-connections': 3,
  'proxy-failed': 3,
  'login-failed': 4,
  'password-needed': 4,
  'vault-locked': 4,
  'wrong-master-password': 4,
  'tls-not-offered': 5,
  'tls-required': 5,
  'tls-failed': 5,
  'tls-downgrade': 5,
  'certificate-untrusted': 5,
  'certificate-changed': 5,
  'data-protection-refused': 5,
  'remote-not-found': 6,
  'remote-permission-denied': 6,
  'local-not-found': 6,
  'local-permission-denied': 6,
}

export const exitCodeOf = (code: ErrorCode): ExitCode => codeOf[code] ?? 1
