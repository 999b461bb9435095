import { AppError } from '../contract/errors.ts'
import { refusalFor } from './knowledge/features.ts'

/**
 * Throws AppError `not-possible-now` with the reason when a raw command must not be sent: what it
 * does is done by Sampan itself, with everything that belongs to it.
 */
export function checkRawCommand(line: string): void {
  const reason = refusalFor(line)
  if (!reason) return
  const verb = /^\s*(\S*)/.exec(line)?.[1]?.toUpperCase() ?? ''
  throw new AppError('not-possible-now', reason.en, { command: verb, cause: reason.en })
}
