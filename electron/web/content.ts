import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { contentAnswer } from '../engine/files/contentAnswer.ts'
import type { ServedContent } from '../engine/files/viewing.ts'
import { soleHeader } from './requests.ts'

/** Only an element of our own page may load it; nobody opens it as a page, not even by hand. */
export function mayLoadContent(request: IncomingMessage): boolean {
  const [site, destination] = ['sec-fetch-site', 'sec-fetch-dest'].map((name) =>
    soleHeader(request, name),
  )
  return site === 'same-origin' && /^(image|audio|video)$/.test(destination ?? '')
}

/** Sends a file as it comes from its server, no faster than the page takes it. */
export async function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: ServedContent,
): Promise<void> {
  const { status, headers, range } = contentAnswer(content, soleHeader(request, 'range'))
  response.sendDate = false
  response.writeHead(status, headers)
  if (!range || request.method === 'HEAD') {
    response.end()
    return
  }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  await content.stream(
    range,
    async (piece) => {
      // A copy: the piece belongs to the connection again once this has settled.
      if (response.write(Buffer.from(piece))) return
      await once(response, 'drain', { signal: gone.signal })
    },
    gone.signal,
  )
  response.end()
}
