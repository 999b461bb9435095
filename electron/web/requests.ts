import type { IncomingMessage } from 'node:http'

/**
 * Whether a request comes from our own page. A browser lets any page of the web send requests to
 * this machine (DNS rebinding, cross-site WebSockets); the headers it adds by itself tell them
 * apart, and a missing one counts as a wrong one.
 */
export type Gate = {
  /** The request names this host exactly as we announced it. */
  isForUs(request: IncomingMessage): boolean
  /** The page that sent the request is ours. */
  isFromOurPage(request: IncomingMessage): boolean
  /** The browser may show the answer: our own page asks, or a person opened the address. */
  mayRead(request: IncomingMessage): boolean
}

/** The one value of a header; undefined when it is missing or was sent twice. */
export function soleHeader(request: IncomingMessage, name: string): string | undefined {
  const values = request.headersDistinct[name]
  return values?.length === 1 ? values[0] : undefined
}

export function createGate(port: number, address: string, devOrigin?: string): Gate {
  const names = ['127.0.0.1', '[::1]', 'localhost']
  const bracketed = address.includes(':') ? `[${address}]` : address
  const hosts = new Set([...names, bracketed].map((name) => `${name}:${port}`))

  const isForUs = (request: IncomingMessage) => {
    const host = soleHeader(request, 'host')
    return host !== undefined && hosts.has(host)
  }
  return {
    isForUs,
    isFromOurPage(request) {
      const origin = soleHeader(request, 'origin')
      if (origin === undefined || !isForUs(request)) return false
      return origin === `http://${soleHeader(request, 'host')}` || origin === devOrigin
    },
    mayRead(request) {
      if (!isForUs(request)) return false
      // Other ports of this machine are "same-site" to a browser. Only browsers send this header,
      // so its absence proves nothing and what is read here holds no secret.
      const site = soleHeader(request, 'sec-fetch-site')
      if (site === undefined || site === 'same-origin' || site === 'none') return true
      return (
        soleHeader(request, 'sec-fetch-mode') === 'navigate' &&
        soleHeader(request, 'sec-fetch-dest') === 'document'
      )
    },
  }
}
