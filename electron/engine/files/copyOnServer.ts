import { mkdtemp, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { Connection } from '../ftp/connection.ts'
import { errorFromReply } from '../ftp/errors.ts'
import { localError } from './localErrors.ts'

const pieceSize = 1024 * 1024

export type ServerCopy = { from: string; to: string; size: number | null }

/**
 * Copies one file on a server. FTP has no command for it: proftpd's SITE CPFR and CPTO do it in
 * place; else the bytes go through a private temporary file, over this one connection, since many
 * servers allow no second.
 */
export async function copyOnServer(
  connection: Connection,
  copy: ServerCopy,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  if (connection.features.has('SITE COPY') && (await copyInPlace(connection, copy, signal))) {
    onBytes(copy.size ?? 0)
    return
  }
  await copyThroughClient(connection, copy, signal, onBytes)
}

/** False where the server does not know the commands after all. */
async function copyInPlace(
  connection: Connection,
  { from, to }: ServerCopy,
  signal: AbortSignal,
): Promise<boolean> {
  const first = await connection.send(`SITE CPFR ${from}`, signal)
  if (first.code >= 500 && first.code <= 504) return false
  if (first.code !== 350) throw errorFromReply(first, `SITE CPFR ${from}`)
  const second = await connection.send(`SITE CPTO ${to}`, signal)
  if (second.code >= 300) throw errorFromReply(second, `SITE CPTO ${to}`)
  return true
}

async function copyThroughClient(
  connection: Connection,
  { from, to }: ServerCopy,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-copy-'))
  try {
    const file = await open(join(folder, 'content'), 'wx+', 0o600)
    try {
      let size = 0
      await connection.download(
        from,
        {
          async write(buffers) {
            for (const buffer of buffers) {
              await file.write(buffer, 0, buffer.length, size).catch((error: unknown) => {
                throw localError(error, folder)
              })
              size += buffer.length
            }
          },
        },
        // Half of the way is down, half is up.
        { signal, onProgress: (bytes) => onBytes(bytes / 2) },
      )
      try {
        await send(connection, file, { to, size }, signal, (bytes) => onBytes(size / 2 + bytes / 2))
      } catch (error) {
        // Half a copy under the name of a whole one would be taken for it.
        if (connection.isOpen)
          await connection.deleteFile(to, new AbortController().signal).catch(() => {})
        throw error
      }
      onBytes(size)
    } finally {
      await file.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function send(
  connection: Connection,
  file: FileHandle,
  { to, size }: { to: string; size: number },
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  let position = 0
  await connection.upload(
    to,
    {
      async read() {
        const buffer = Buffer.allocUnsafe(Math.min(pieceSize, Math.max(1, size - position)))
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
        position += bytesRead
        return bytesRead === 0 ? null : buffer.subarray(0, bytesRead)
      },
    },
    { signal, onProgress },
  )
  const arrived = await connection.size(to, signal)
  if (arrived !== null && arrived !== size)
    throw new AppError(
      'transfer-incomplete',
      `The copy has ${arrived} bytes, the original ${size}`,
      { path: to },
    )
}
