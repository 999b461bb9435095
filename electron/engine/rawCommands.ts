import { AppError } from '../contract/errors.ts'

/**
 * Commands that would leave the session in a state the client does not know of. What they do is
 * done by Sampan itself, with everything that belongs to it.
 */
const reasons: [RegExp, string][] = [
  [/^(RETR|STOR|STOU|APPE|LIST|NLST|MLSD)$/, 'needs a data connection; use the file panes instead'],
  [/^(PORT|PASV|EPRT|EPSV|CPSV|PRET)$/, 'opens a data connection that nothing would use'],
  [/^(AUTH|PROT|PBSZ|CCC|ADAT|SSCN)$/, 'changes the protection of the running session'],
  [/^(USER|PASS|ACCT|REIN|HOST)$/, 'changes the login of the running session'],
  [/^(REST|RNFR|ABOR)$/, 'only makes sense together with the command after it'],
  [/^(MODE|STRU)$/, 'changes how all later transfers are sent'],
  [/^QUIT$/, 'ends the session; disconnect instead'],
]

/** Throws AppError `not-possible-now` with the reason when a raw command must not be sent. */
export function checkRawCommand(line: string): void {
  const verb = /^\s*(\S*)/.exec(line)?.[1]?.toUpperCase() ?? ''
  if (!/^[A-Z]{3,8}$/.test(verb))
    throw new AppError('bad-request', 'An FTP command begins with three to eight letters', {
      command: verb,
    })
  const reason = reasons.find(([pattern]) => pattern.test(verb))?.[1]
  if (reason)
    throw new AppError('not-possible-now', `${verb} ${reason}`, { command: verb, cause: reason })
}
