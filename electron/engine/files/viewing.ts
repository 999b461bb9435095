import { randomBytes } from 'node:crypto'
import type { ApiServer } from '../../contract/api.ts'
import { AppError } from '../../contract/errors.ts'
import type { Place } from '../../contract/files.ts'
import { maximumText } from '../../contract/viewing.ts'
import type { TextContent } from '../../contract/viewing.ts'
import type { FileBytes, Range } from './fileBytes.ts'
import type { Sides } from './sides.ts'
import { decodeText, encodeText, versionOf } from './textForm.ts'
import { lookAt } from './viewKind.ts'

export type ViewingService = Pick<
  ApiServer,
  'openContent' | 'readContent' | 'closeContent' | 'readText' | 'writeText'
>

/** A file that a host may serve to its own page, and only as what it is. */
export type ServedContent = {
  mediaType: string
  /** Bytes; null where the server does not tell: then there are no ranges. */
  size: number | null
  stream(
    range: Range,
    take: (piece: Uint8Array) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
}

type Opened = {
  place: Place
  mediaType: string
  size: number | null
  /** The whole of a small file, or its beginning. */
  head: Buffer
}

const headSize = 64 * 1024
/** Files open at a time; a window that leaks them loses the oldest. */
const maximumOpen = 32

const nameOf = (path: string) => path.split(/[\\/]/).at(-1) ?? path

export function createViewing(options: { bytes: FileBytes; sides: Sides }): {
  calls: ViewingService
  /** What a host serves under an id; undefined for what is not open or no picture, sound or film. */
  served(id: string): ServedContent | undefined
} {
  const { bytes, sides } = options
  const opened = new Map<string, Opened>()

  const find = (id: string): Opened => {
    const content = opened.get(id)
    if (!content) throw new AppError('not-possible-now', 'The file is not open any more')
    return content
  }

  const readText = async (
    place: Place,
    { maximum, encoding }: { maximum: number; encoding?: string | undefined },
    signal: AbortSignal,
  ): Promise<TextContent> => {
    const { size, modifiedAt } = await bytes.facts(place, signal)
    // One byte more tells whether there is more.
    const content = await bytes.read(place, { offset: 0, length: maximum + 1 }, signal)
    const isWhole = content.length <= maximum && (size === null || content.length === size)
    return decodeText(content.subarray(0, maximum), { encoding, isWhole, modifiedAt })
  }

  return {
    served(id) {
      const content = opened.get(id)
      if (!content || !/^(image|audio|video)\//.test(content.mediaType)) return undefined
      const { place, mediaType, size, head } = content
      return {
        mediaType,
        size,
        async stream({ offset, length }, take, signal) {
          const isInHead = size !== null && head.length === size
          if (isInHead) return take(head.subarray(offset, offset + length))
          let left = size === null ? 0 : Math.min(length, size - offset)
          const count = (piece: Uint8Array) => {
            left -= piece.length
            return take(piece)
          }
          await bytes.stream(place, { offset, length }, count, signal)
          if (left > 0)
            throw new AppError('source-changed', 'The file is shorter now', { path: place.path })
        },
      }
    },
    calls: {
      async openContent(signal, wanted) {
        const place = await sides.check(wanted)
        const { size, modifiedAt } = await bytes.facts(place, signal)
        const head = await bytes.read(place, { offset: 0, length: headSize }, signal)
        const name = nameOf(place.path)
        const { kind, mediaType } = lookAt(name, head)
        const id = randomBytes(24).toString('base64url')
        const [oldest] = opened.keys()
        if (opened.size >= maximumOpen && oldest !== undefined) opened.delete(oldest)
        opened.set(id, { place, mediaType, size, head })
        return { id, name, kind, size, modifiedAt }
      },
      async readContent(signal, id, offset, length) {
        const { place, head, size } = find(id)
        const isInHead = offset + length <= head.length || head.length === size
        const content = isInHead
          ? head.subarray(offset, offset + length)
          : await bytes.read(place, { offset, length }, signal)
        return content.toString('base64')
      },
      async closeContent(_signal, id) {
        opened.delete(id)
      },
      async readText(signal, wanted, options) {
        return readText(await sides.check(wanted), options, signal)
      },
      async writeText(signal, wanted, text, form, expected) {
        const place = await sides.check(wanted)
        const content = encodeText(text, form, place.path)
        if (expected) {
          const { encoding } = form
          const theirs = await readText(place, { maximum: maximumText, encoding }, signal).catch(
            (error: unknown) => {
              if (/-not-found$/.test(AppError.from(error).code)) return undefined
              throw error
            },
          )
          if (!theirs) return { state: 'gone' }
          if (theirs.version.hash !== expected.hash) return { state: 'changed', theirs }
        }
        await bytes.write(place, content, signal)
        const { modifiedAt } = await bytes.facts(place, signal)
        return { state: 'saved', version: versionOf(content, modifiedAt) }
      },
    },
  }
}
