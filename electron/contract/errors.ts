import { z } from 'zod'

/**
 * Every way in which a call can fail. The renderer words each one (what happened, why, what to do);
 * the engine only names it and adds the evidence.
 */
export const ErrorCode = z.enum([
  // The bridge
  'bad-request',
  'cancelled',
  'connection-lost',
  'internal',
  // Reaching the server
  'bad-address',
  'host-not-found',
  'connection-refused',
  'connection-failed',
  'timeout',
  'server-closed',
  'wrong-protocol',
  'protocol-error',
  'too-many-connections',
  'proxy-failed',
  // Proving who is who
  'login-failed',
  'password-needed',
  'tls-not-offered',
  'tls-required',
  'tls-failed',
  'tls-downgrade',
  'certificate-untrusted',
  'certificate-changed',
  // Data connections and transfers
  'data-connection-failed',
  'data-protection-refused',
  'active-mode-impossible',
  'transfer-incomplete',
  'transfer-unverified',
  'delete-incomplete',
  'source-changed',
  'resume-refused',
  // What the server said of a path
  'remote-not-found',
  'remote-permission-denied',
  'remote-exists',
  'remote-disk-full',
  'remote-name-refused',
  'not-supported',
  'not-applied',
  'server-busy',
  'server-refused',
  // Names
  'unsafe-name',
  'name-not-encodable',
  'name-collision',
  // This machine
  'local-not-found',
  'local-permission-denied',
  'local-exists',
  'local-disk-full',
  'local-read-only',
  'local-name-too-long',
  'local-failed',
  'page-gone',
  'drop-unreadable',
  // Engine state
  'session-not-found',
  'transfer-not-found',
  'not-possible-now',
  'data-folder-in-use',
  'storage-damaged',
  'log-files-stopped',
  'vault-locked',
  'wrong-master-password',
  'import-unreadable',
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** Evidence beside a code: shown verbatim, never interpreted. Never holds a secret. */
export const ErrorDetails = z.object({
  /** The server's reply, lines joined by \n. */
  reply: z.string().optional(),
  /** The command the reply answers, masked if it carries a secret. */
  command: z.string().optional(),
  host: z.string().optional(),
  port: z.number().optional(),
  path: z.string().optional(),
  /** What the server on the port seems to speak instead of FTP. */
  protocol: z.string().optional(),
  /** Cause in the words of the operating system or the TLS library. */
  cause: z.string().optional(),
})
export type ErrorDetails = z.infer<typeof ErrorDetails>

export const ErrorData = z.object({
  code: ErrorCode,
  message: z.string(),
  details: ErrorDetails.optional(),
})
export type ErrorData = z.infer<typeof ErrorData>

/** An error that may cross the bridge: a code of the closed union, a plain message, the evidence. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails | undefined

  constructor(code: ErrorCode, message: string, details?: ErrorDetails) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }

  toData(): ErrorData {
    return {
      code: this.code,
      message: this.message,
      ...(this.details ? { details: this.details } : {}),
    }
  }

  static fromData(data: ErrorData): AppError {
    return new AppError(data.code, data.message, data.details)
  }

  /** Any thrown value as an AppError; what nobody classified becomes `internal`. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    if (thrown instanceof z.ZodError) return new AppError('bad-request', z.prettifyError(thrown))
    if (thrown instanceof Error) {
      if (thrown.name === 'AbortError') return new AppError('cancelled', 'Cancelled')
      const code = ErrorCode.safeParse((thrown as Error & { code?: unknown }).code)
      return new AppError(code.success ? code.data : 'internal', thrown.message)
    }
    return new AppError('internal', String(thrown))
  }
}
