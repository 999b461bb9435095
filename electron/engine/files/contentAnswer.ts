import type { Range } from './fileBytes.ts'
import type { ServedContent } from './viewing.ts'

/** Ids as `openContent` makes them. */
export const contentPath = /^\/content\/([\w-]{32})$/

/** How a host answers a request for the content of a file (RFC 9110 §14). */
export type ContentAnswer = {
  status: 200 | 206 | 416
  headers: Record<string, string>
  /** What to send; none for 416. */
  range: Range | undefined
}

/**
 * Whatever the file is, it never becomes a page: it is sandboxed, loads nothing, runs nothing, and
 * its type is not guessed at.
 */
const policy = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

export function contentAnswer(
  { mediaType, size }: Pick<ServedContent, 'mediaType' | 'size'>,
  rangeHeader: string | undefined,
): ContentAnswer {
  const headers: Record<string, string> = { ...policy, 'Content-Type': mediaType }
  if (size === null)
    return { status: 200, headers, range: { offset: 0, length: Number.MAX_SAFE_INTEGER } }
  headers['Accept-Ranges'] = 'bytes'
  const asked = rangeHeader === undefined ? undefined : parseRange(rangeHeader, size)
  if (asked === null)
    return {
      status: 416,
      headers: { ...headers, 'Content-Range': `bytes */${size}` },
      range: undefined,
    }
  const range = asked ?? { offset: 0, length: size }
  headers['Content-Length'] = String(range.length)
  if (asked)
    headers['Content-Range'] = `bytes ${range.offset}-${range.offset + range.length - 1}/${size}`
  return { status: asked ? 206 : 200, headers, range }
}

/** One range; undefined for what may be ignored (several, another unit), null for none that fits. */
function parseRange(header: string, size: number): Range | undefined | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim())
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size)
    return length === 0 ? null : { offset: size - length, length }
  }
  const offset = Number(match[1])
  const last = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return offset > last ? null : { offset, length: last - offset + 1 }
}
