import { AppError } from '../../contract/errors.ts'
import type { ErrorCode, ErrorDetails } from '../../contract/errors.ts'
import type { Reply } from './replyReader.ts'
import { ProtocolError } from './protocolError.ts'

/** An error of a transfer, with what had passed the data connection when it came. */
export class TransferError extends AppError {
  /** Bytes that passed the data connection in this call. */
  readonly bytes: number
  /** True when the data connection had come to its orderly end: the file may well be whole. */
  readonly isDataComplete: boolean

  constructor(cause: AppError, bytes: number, isDataComplete: boolean) {
    super(cause.code, cause.message, cause.details)
    this.name = 'TransferError'
    this.bytes = bytes
    this.isDataComplete = isDataComplete
  }
}

const textOf = (reply: Reply) => reply.lines.join('\n')

const says = {
  tooMany:
    /too many|maximum.*(connect|login|user|client)|(connect|login|user|client).*(limit|maximum)|already.*logged|connections? (from|per)/i,
  missing:
    /no such|not found|doesn'?t exist|does not exist|can'?t find|cannot find|not exist|no files/i,
  denied: /permission|denied|not permitted|not allowed|forbidden|access is denied|read-?only/i,
  exists: /exist/i,
  full: /no space|disk full|quota|insufficient (disk )?space|exceeded/i,
  tls: /\b(tls|ssl|secure|encrypt\w*|prot)\b|non-anonymous sessions must use/i,
}

/** What a negative reply means, by its code, its words and the command it answers. */
function codeFor(reply: Reply, verb: string): ErrorCode {
  const text = textOf(reply)
  const { code } = reply
  if (code === 421) return says.tooMany.test(text) ? 'too-many-connections' : 'server-closed'
  if (verb === 'USER' || verb === 'PASS' || verb === 'ACCT') {
    if (says.tooMany.test(text)) return 'too-many-connections'
    // vsftpd and pure-ftpd refuse a plain login with 530 or 421 and these words.
    if (says.tls.test(text) && code !== 430) return 'tls-required'
    return 'login-failed'
  }
  if (code === 425 || code === 522) return 'data-connection-failed'
  if (code === 426) return 'transfer-incomplete'
  if (code === 452 || code === 552) return 'remote-disk-full'
  if (code === 553) return 'remote-name-refused'
  if (code === 532) return 'login-failed'
  if (code === 530) return says.tls.test(text) ? 'tls-required' : 'login-failed'
  if (code === 521 || code === 534) return 'tls-required'
  if (code >= 500 && code <= 504) return 'not-supported'
  if (says.full.test(text)) return 'remote-disk-full'
  if (code === 550) {
    if (verb === 'MKD' && says.exists.test(text) && !says.missing.test(text)) return 'remote-exists'
    if (says.missing.test(text)) return 'remote-not-found'
    if (says.denied.test(text)) return 'remote-permission-denied'
    return verb === 'RETR' || verb === 'CWD' || verb === 'SIZE' || verb === 'MDTM'
      ? 'remote-not-found'
      : 'remote-permission-denied'
  }
  if (code === 521) return 'remote-exists'
  return code < 500 ? 'server-busy' : 'server-refused'
}

/** A negative reply as an AppError with the server's own words. `command` is already masked. */
export function errorFromReply(reply: Reply, command: string): AppError {
  const verb = command.split(' ', 1)[0] ?? ''
  const text = textOf(reply)
  return new AppError(codeFor(reply, verb), text, { reply: text, command })
}

const systemCodes: Record<string, ErrorCode> = {
  ENOTFOUND: 'host-not-found',
  EAI_AGAIN: 'host-not-found',
  EAI_NODATA: 'host-not-found',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'server-closed',
  EPIPE: 'server-closed',
  ECONNABORTED: 'server-closed',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'connection-failed',
  ENETUNREACH: 'connection-failed',
  EADDRNOTAVAIL: 'connection-failed',
  ENETDOWN: 'connection-failed',
  EHOSTDOWN: 'connection-failed',
}

const isTlsCode = (code: string) =>
  code.startsWith('ERR_SSL') ||
  code.startsWith('ERR_TLS') ||
  code === 'EPROTO' ||
  /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|ERR_OSSL)/.test(code)

/** Any error of a socket, of TLS or of reading replies as an AppError. */
export function errorFromSocket(thrown: unknown, details: ErrorDetails = {}): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof ProtocolError) {
    const { protocol } = thrown as ProtocolError & { protocol?: string }
    return new AppError(protocol ? 'wrong-protocol' : 'protocol-error', thrown.message, {
      ...details,
      ...(protocol ? { protocol } : {}),
      cause: thrown.message,
    })
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (error.name === 'AbortError') return new AppError('cancelled', 'Cancelled')
  const systemCode = String((error as NodeJS.ErrnoException).code ?? '')
  const code = isTlsCode(systemCode) ? 'tls-failed' : (systemCodes[systemCode] ?? 'server-closed')
  return new AppError(code, error.message, { ...details, cause: error.message })
}

const refusesUs = /certificate|unknown ca|access denied|handshake failure|no application protocol/i

/**
 * An error of a control connection that had come to stand. What is wrong with its TLS then says
 * nothing about the server's: a process that dies says so in the clear, and the next one is well.
 * Only a refusal of our certificate, which TLS 1.3 tells late, is one of TLS.
 */
export function errorFromControl(thrown: unknown): AppError {
  const error = errorFromSocket(thrown)
  if (error.code !== 'tls-failed' || refusesUs.test(error.message)) return error
  return new AppError('protocol-error', error.message, error.details)
}

export const cancelled = () => new AppError('cancelled', 'Cancelled')
