import { crc32, deflateSync } from 'node:zlib'

/** A PNG (8-bit RGB) that fades from deep to light blue with a sun in it. */
export function gradientPng(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3))
  const sun = { x: width * 0.7, y: height * 0.35, radius: height * 0.15 }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3
      const isSun = Math.hypot(x - sun.x, y - sun.y) < sun.radius
      const fade = y / height
      const color = isSun ? [255, 210, 90] : [20 + 160 * fade, 60 + 150 * fade, 130 + 100 * fade]
      rows.set(color.map(Math.round), at)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

export const sailSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 90">
  <rect width="120" height="90" fill="#dcefff"/>
  <path d="M58 12v48H24z" fill="#c0392b"/>
  <path d="M62 20v40h28z" fill="#e67e22"/>
  <path d="M16 64h88q-8 16-26 16H40q-18 0-24-16z" fill="#6b4423"/>
</svg>
`
