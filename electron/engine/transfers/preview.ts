import { open } from 'node:fs/promises'
import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { Preview as PreviewShape } from '../../contract/transfers.ts'
import { localError } from '../files/localErrors.ts'
import type { Servers } from '../servers.ts'
import type { QueueStore } from './store/index.ts'
import type { Item } from './store/rows.ts'

/** Bytes of a text that are shown, and of an image at most. */
const textBytes = 1_024
const imageBytes = 2 * 1_024 * 1_024

type Shown = z.output<typeof PreviewShape>
type ImageType = Extract<Shown, { kind: 'image' }>['type']

export type Preview = ReturnType<typeof createPreview>

/**
 * How a file of a conflict begins: the first bytes are fetched, and more of it only when they are
 * those of an image that is not big. On a server that takes a connection of its own.
 */
export function createPreview(context: {
  store: QueueStore
  servers: Servers
  closing: AbortSignal
}) {
  return async (item: Item, side: 'source' | 'existing', asked: AbortSignal): Promise<Shown> => {
    const server = side === 'source' ? item.sourceServer : item.targetServer
    const path = side === 'source' ? item.source : item.target
    const signal = AbortSignal.any([asked, context.closing])
    try {
      if (server === null) return await show((length) => localStart(path, length))
      const lease = await context.servers.lease(server, signal)
      try {
        const label = { verb: 'check' as const, subject: path }
        return await lease.operation(label, () =>
          show((length) => remoteStart(lease.connection, path, length, signal)),
        )
      } finally {
        lease.release()
      }
    } catch (error) {
      const { code } = AppError.from(error)
      if (code === 'remote-not-found' || code === 'local-not-found')
        return { kind: 'none', reason: 'not-there' }
      throw error
    }
  }
}

async function show(read: (length: number) => Promise<Buffer>): Promise<Shown> {
  // One byte more tells whether that was all.
  const start = await read(textBytes + 1)
  if (start.length === 0) return { kind: 'none', reason: 'empty' }
  const type = imageType(start)
  if (!type) return showText(start)
  const whole = start.length <= textBytes ? start : await read(imageBytes + 1)
  if (whole.length > imageBytes) return { kind: 'none', reason: 'too-big' }
  return { kind: 'image', type, base64: whole.toString('base64') }
}

function showText(start: Buffer): Shown {
  const shown = start.subarray(0, textBytes)
  // The last character may be cut; UTF-8 takes at most four bytes for one.
  const text = new TextDecoder('utf-8').decode(shown, { stream: start.length > textBytes })
  const strange = [...text].filter((character) => isStrange(character)).length
  if (shown.includes(0) || strange > text.length / 10) return { kind: 'none', reason: 'binary' }
  return { kind: 'text', text, isWhole: start.length <= textBytes }
}

const isStrange = (character: string) =>
  character === '\uFFFD' || (character < ' ' && !'\t\n\r\f\u001B'.includes(character))

/** By the first bytes: a name proves nothing. SVG is text, and stays so. */
function imageType(start: Buffer): ImageType | undefined {
  const has = (bytes: string, at = 0) => start.toString('latin1', at, at + bytes.length) === bytes
  if (has('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (has('\xff\xd8\xff')) return 'image/jpeg'
  if (has('GIF87a') || has('GIF89a')) return 'image/gif'
  if (has('RIFF') && has('WEBP', 8)) return 'image/webp'
  if (has('BM') && start.length > 26 && start.readUInt32LE(14) === 40) return 'image/bmp'
  return undefined
}

async function localStart(path: string, length: number): Promise<Buffer> {
  try {
    await using file = await open(path, 'r')
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await file.read(buffer, 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    throw localError(error, path)
  }
}

async function remoteStart(
  connection: Awaited<ReturnType<Servers['lease']>>['connection'],
  path: string,
  length: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  const sink = {
    write: async (buffers: Uint8Array[]) => void pieces.push(Buffer.concat(buffers)),
  }
  await connection.download(path, sink, { signal, length })
  return Buffer.concat(pieces).subarray(0, length)
}
