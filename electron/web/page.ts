import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export type PageFile = { type: string; content: Buffer }

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/vnd.microsoft.icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Segments of plain characters that do not begin with a dot: nothing to decode, no way up. */
const plainPath = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/

/** A file of the built renderer; undefined for everything else. */
export async function readPageFile(folder: string, path: string): Promise<PageFile | undefined> {
  const wanted = path === '/' ? '/index.html' : path
  const type = types[extname(wanted)]
  if (type === undefined || !plainPath.test(wanted)) return undefined
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, wanted))
    if (!file.startsWith(root + sep)) return undefined
    return { type, content: await readFile(file) }
  } catch {
    return undefined
  }
}

/** Headers of every answer with content. `host` is checked before it comes here. */
export function pageHeaders(host: string): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "media-src 'self'",
      "font-src 'self'",
      // Safari does not count a WebSocket of the same host as 'self'.
      `connect-src 'self' ws://${host}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types vue',
    ].join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()',
    'Cache-Control': 'no-store',
  }
}
