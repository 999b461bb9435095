import type { ViewKind } from '../../contract/viewing.ts'
import { unmarkedUtf16 } from './utf16.ts'

/** Types that may be served, by ending. Nothing here is ever a page of its own. */
const mediaTypes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  ico: 'image/vnd.microsoft.icon',
  svg: 'image/svg+xml',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  ogv: 'video/ogg',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
}

const signatures: [string, number, number[]][] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  ['image/gif', 0, [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', 8, [0x57, 0x45, 0x42, 0x50]],
  ['application/pdf', 0, [0x25, 0x50, 0x44, 0x46, 0x2d]],
]

export type LookedAt = { kind: ViewKind; mediaType: string }

const kindOf = (mediaType: string): ViewKind =>
  mediaType === 'application/pdf' ? 'pdf' : (mediaType.split('/', 1)[0] as ViewKind)

/** What a file is, by its first bytes where they tell, else by its name, else by whether it is text. */
export function lookAt(name: string, head: Uint8Array): LookedAt {
  for (const [mediaType, offset, bytes] of signatures)
    if (bytes.every((byte, index) => head[offset + index] === byte))
      return { kind: kindOf(mediaType), mediaType }
  const byName = mediaTypes[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '']
  if (byName) return { kind: kindOf(byName), mediaType: byName }
  return isText(head)
    ? { kind: 'text', mediaType: 'text/plain' }
    : { kind: 'binary', mediaType: 'application/octet-stream' }
}

/** Text has no control characters but tab, line ends, form feed and escape; UTF-16 has zeros. */
function isText(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true
  if (unmarkedUtf16(head)) return true
  return !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)
}
