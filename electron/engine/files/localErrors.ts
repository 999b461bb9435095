import { AppError } from '../../contract/errors.ts'
import type { ErrorCode } from '../../contract/errors.ts'

const codes: Record<string, ErrorCode> = {
  ENOENT: 'local-not-found',
  ENOTDIR: 'local-not-found',
  EACCES: 'local-permission-denied',
  EPERM: 'local-permission-denied',
  EEXIST: 'local-exists',
  ENOTEMPTY: 'local-exists',
  ENOSPC: 'local-disk-full',
  EDQUOT: 'local-disk-full',
  EROFS: 'local-read-only',
  ENAMETOOLONG: 'local-name-too-long',
}

/** An error of the file system as an AppError, with the system's own words as evidence. */
export function localError(thrown: unknown, path: string): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError') return AppError.from(thrown)
  const error = thrown as NodeJS.ErrnoException
  const code = codes[error.code ?? ''] ?? 'local-failed'
  return new AppError(code, error.message, { path, cause: error.message })
}
