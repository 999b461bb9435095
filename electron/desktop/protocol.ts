import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Protocol } from 'electron'
import { contentAnswer, contentPath } from '../engine/files/contentAnswer.ts'
import type { ServedContent } from '../engine/files/viewing.ts'
import { appOrigin } from './channel.ts'

/** To be registered before the app is ready. */
export const appScheme = {
  scheme: 'app',
  // stream: film and sound are played while they come.
  privileges: { standard: true, secure: true, codeCache: true, stream: true },
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
  "media-src 'self'",
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
export function serveAppScheme(
  protocol: Protocol,
  folder: string,
  served: (id: string) => ServedContent | undefined = () => undefined,
): void {
  protocol.handle(appScheme.scheme, async (request) => {
    const content = contentOf(request, served)
    if (content) return sendContent(request, content)
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

function contentOf(
  request: GlobalRequest,
  served: (id: string) => ServedContent | undefined,
): ServedContent | undefined {
  if (request.method !== 'GET' || !request.url.startsWith(`${appOrigin}/`)) return undefined
  const id = contentPath.exec(request.url.slice(appOrigin.length))?.[1]
  return id === undefined ? undefined : served(id)
}

/** A file of the open page, as it comes from its server, no faster than it is taken. */
function sendContent(request: GlobalRequest, content: ServedContent): Response {
  const { status, headers, range } = contentAnswer(
    content,
    request.headers.get('range') ?? undefined,
  )
  if (!range) return new Response(null, { status, headers })
  const gone = new AbortController()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  writer.closed.catch(() => gone.abort())
  content
    .stream(
      range,
      async (piece) => {
        // A copy: the piece belongs to the connection again once this has settled.
        await writer.write(Uint8Array.from(piece))
      },
      gone.signal,
    )
    .then(
      () => writer.close(),
      (error: unknown) => writer.abort(error),
    )
    .catch(() => {})
  return new Response(readable, { status, headers })
}

const notFound = () => new Response(null, { status: 404 })
