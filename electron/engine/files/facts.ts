import { lstat } from 'node:fs/promises'
import type { EntryFacts } from '../../contract/fileJobs.ts'
import type { Connection } from '../ftp/connection.ts'
import { localError } from './localErrors.ts'
import type { Volume } from './volume.ts'

/** Everything that a server says of one entry: its listing, and MLST's facts (RFC 3659 §7). */
export async function describeRemote(
  connection: Connection,
  volume: Volume,
  path: string,
  signal: AbortSignal,
): Promise<EntryFacts> {
  const entry = await volume.inspect(path)
  return { ...entry, facts: await mlstFacts(connection, path, signal) }
}

async function mlstFacts(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<EntryFacts['facts']> {
  if (!connection.features.has('MLST')) return []
  const reply = await connection.send(`MLST ${path}`, signal)
  if (reply.code !== 250) return []
  // The facts stand on a line of their own that begins with a blank, before the first blank in it.
  const line = reply.lines.find((candidate) => /^ ?[\w.-]+=[^;]*;/.test(candidate)) ?? ''
  return [
    ...line
      .trimStart()
      .split(' ', 1)[0]!
      .matchAll(/([\w.-]+)=([^;]*);/g),
  ].map(([, name = '', value = '']) => ({ name, value }))
}

/** What this machine's file system says of one entry. */
export async function describeLocal(volume: Volume, path: string): Promise<EntryFacts> {
  try {
    const entry = await volume.inspect(path)
    const { ino, nlink, uid, gid, atime, ctime, birthtime, blocks } = await lstat(path)
    const facts: [string, string][] = [
      ['accessed', atime.toISOString()],
      ['changed', ctime.toISOString()],
      ['created', birthtime.toISOString()],
      ['inode', String(ino)],
      ['links', String(nlink)],
      ['uid', String(uid)],
      ['gid', String(gid)],
      // POSIX counts blocks of 512 bytes, whatever the file system's own are.
      ['bytes on disk', String(blocks * 512)],
    ]
    return { ...entry, facts: facts.map(([name, value]) => ({ name, value })) }
  } catch (error) {
    throw localError(error, path)
  }
}

/** Whether `SITE HELP` names CHMOD; many servers do not answer it, and then trying tells. */
export async function permissionsOf(
  connection: Connection,
  signal: AbortSignal,
): Promise<'yes' | 'no' | 'unknown'> {
  const reply = await connection.send('SITE HELP', signal)
  if (/\bCHMOD\b/i.test(reply.lines.join('\n'))) return 'yes'
  if (reply.code === 211 || reply.code === 214) return 'no'
  // Not even SITE is known.
  return reply.code === 500 || reply.code === 502 ? 'no' : 'unknown'
}

/** The hash that `Connection.hash` would use, by what FEAT says. */
export function hashNameOf(features: ReadonlyMap<string, string>): string | null {
  const chosen = features.get('HASH')
  if (chosen !== undefined) return /([\w-]+)\*/.exec(chosen)?.[1] ?? 'HASH'
  const older: [string, string][] = [
    ['XSHA512', 'SHA-512'],
    ['XSHA256', 'SHA-256'],
    ['XSHA1', 'SHA-1'],
    ['XMD5', 'MD5'],
    ['XCRC', 'CRC-32'],
  ]
  return older.find(([verb]) => features.has(verb))?.[1] ?? null
}
