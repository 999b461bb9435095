import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { soleHeader } from './requests.ts'
import type { Gate } from './requests.ts'
import type { LentFile } from '../engine/files/lentFiles.ts'

/** What the engine does with files that pass between a page and this host outside the bridge. */
export type Handing = {
  /** False: nobody waits for this ticket. */
  receive(ticket: string, body: AsyncIterable<Uint8Array>): Promise<boolean>
  /** undefined: the ticket is unknown, used or old. */
  take(ticket: string): Promise<LentFile | undefined>
}

const ticketPath = /^\/(handed|lent)\/([\w-]{22,64})$/

/**
 * Files on their way: `POST /handed/TICKET` brings what the engine asked the page for,
 * `GET /lent/TICKET` fetches what the page lent to its browser. Tickets are secrets of one use that
 * travel over the bridge alone. True: the request was one of these and is answered.
 */
export async function answerHanding(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  handing: Handing | undefined,
  refuse: (response: ServerResponse) => void,
): Promise<boolean> {
  const [, kind, ticket] = ticketPath.exec(request.url ?? '') ?? []
  if (!handing || kind === undefined || ticket === undefined) return false
  if (kind === 'handed') await receive(request, response, gate, handing, ticket, refuse)
  else await give(request, response, gate, handing, ticket, refuse)
  return true
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  handing: Handing,
  ticket: string,
  refuse: (response: ServerResponse) => void,
) {
  const isWelcome =
    request.method === 'POST' &&
    gate.isFromOurPage(request) &&
    // As for sessions: a header that another site could not send without asking first.
    soleHeader(request, 'x-sampan') === '1'
  if (!isWelcome || !(await handing.receive(ticket, request))) return refuse(response)
  response.sendDate = false
  // The engine may have had enough before the end; the connection is of no more use then.
  if (request.complete) response.writeHead(204).end()
  else response.destroy()
}

/** The browser's own download: it sends no Origin and no header of ours, only the ticket. */
async function give(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  handing: Handing,
  ticket: string,
  refuse: (response: ServerResponse) => void,
) {
  if (request.method !== 'GET' || !gate.mayRead(request)) return refuse(response)
  const file = await handing.take(ticket).catch(() => undefined)
  if (!file) return refuse(response)
  response.sendDate = false
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeName(file.name)}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...(file.size === null ? {} : { 'Content-Length': file.size }),
  })
  // A failure cuts the connection: without its last bytes the browser keeps no file.
  await pipeline(Readable.from(file.content), response)
}

/** RFC 8187 §3.2.1; what is no character in any encoding becomes U+FFFD. */
const encodeName = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
