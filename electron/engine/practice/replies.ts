/** A server reply (RFC 959 §4.2): its code and one or more lines of text, without the code. */
export type Reply = { readonly code: number; readonly lines: readonly string[] }

export const reply = (code: number, ...lines: string[]): Reply => ({ code, lines })

/**
 * The reply as it goes over the wire. Middle lines get one space in front, which keeps them from
 * looking like a last line and is what FEAT (RFC 2389 §3.2) and MLST (RFC 3659 §7.2) demand.
 */
export function formatReply({ code, lines }: Reply): string {
  const clean = lines.map((line) => line.replace(/[\r\n\0]/g, '?'))
  const last = clean.at(-1) ?? ''
  if (clean.length < 2) return `${code} ${last}\r\n`
  const middle = clean.slice(1, -1).map((line) => ` ${line}\r\n`)
  return `${code}-${clean[0]}\r\n${middle.join('')}${code} ${last}\r\n`
}

/** A path inside a 257 reply: quoted, inner quotes doubled (RFC 959, appendix II). */
export const quoted = (path: string): string => `"${path.replaceAll('"', '""')}"`

/** Thrown by a command that answers with an error reply. */
export class Refusal extends Error {
  readonly reply: Reply
  constructor(code: number, text: string) {
    super(`${code} ${text}`)
    this.reply = reply(code, text)
  }
}

const byErrorCode: Record<string, [number, string]> = {
  ENOENT: [550, 'No such file or directory.'],
  ENOTDIR: [550, 'Not a directory.'],
  EISDIR: [550, 'Is a directory.'],
  EACCES: [550, 'Permission denied.'],
  EPERM: [550, 'Operation not permitted.'],
  EROFS: [550, 'Read-only file system.'],
  EEXIST: [550, 'File exists.'],
  ENOTEMPTY: [550, 'Directory not empty.'],
  ELOOP: [550, 'Too many levels of symbolic links.'],
  ENAMETOOLONG: [553, 'File name too long.'],
  ENOSPC: [552, 'No space left on device.'],
  EDQUOT: [552, 'Disk quota exceeded.'],
}

/** The reply to whatever a command threw: a refusal as it is, a file system error by its code. */
export function replyToError(error: unknown): Reply {
  if (error instanceof Refusal) return error.reply
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [status, text] = byErrorCode[code] ?? [451, `Local error in processing (${code || 'bug'}).`]
  return reply(status, text)
}
