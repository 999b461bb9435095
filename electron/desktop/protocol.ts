import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Protocol } from 'electron'
import { appOrigin } from './channel.ts'

/** To be registered before the app is ready. */
export const appScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, codeCache: true },
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The page talks to the engine over ipc only, so it connects to nothing at all. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue',
].join('; ')

/** Segments of plain characters that do not begin with a dot: nothing to decode, no way up. */
const plainPath = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/

/** Serves the built page under app://sampan/, and nothing else anywhere (Electron's rule 18). */
export function serveAppScheme(protocol: Protocol, folder: string): void {
  protocol.handle(appScheme.scheme, async (request) => {
    const file = request.method === 'GET' ? pageFile(request.url) : undefined
    if (!file) return notFound()
    try {
      // Files in the archive can be read like any other; there are no links in it.
      return new Response(await readFile(join(folder, file.path)), {
        headers: {
          'Content-Type': file.type,
          'Content-Security-Policy': policy,
          'X-Content-Type-Options': 'nosniff',
          'Referrer-Policy': 'no-referrer',
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Resource-Policy': 'same-origin',
        },
      })
    } catch {
      return notFound()
    }
  })
}

export function pageFile(address: string): { path: string; type: string } | undefined {
  if (!address.startsWith(`${appOrigin}/`)) return undefined
  const path = address.slice(appOrigin.length).replace(/[?#].*$/s, '')
  const type = types[extname(path)]
  return type !== undefined && plainPath.test(path) ? { path, type } : undefined
}

const notFound = () => new Response(null, { status: 404 })
