import type { ErrorCode } from '../../../electron/contract/errors.ts'

/** Errors whose reason stands in what client and server said to each other. */
const codes = new Set<ErrorCode>([
  'connection-failed',
  'timeout',
  'server-closed',
  'too-many-connections',
  'tls-required',
  'tls-failed',
  'certificate-untrusted',
  'data-connection-failed',
  'data-protection-refused',
  'transfer-incomplete',
  'remote-not-found',
  'remote-permission-denied',
  'remote-disk-full',
  'remote-name-refused',
  'server-refused',
])

export const isOfConversation = (code: ErrorCode): boolean => codes.has(code)
