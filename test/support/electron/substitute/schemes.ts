import type { CustomScheme, Protocol } from 'electron'

/**
 * Chromium outside Electron knows no schemes of an application. They are mapped to hosts that
 * cannot exist: app://sampan/x is https://sampan.app.invalid/x inside the browser, and nothing
 * outside this folder ever sees that form.
 */
const schemes = new Map<string, { isSecure: boolean }>()
const handlers = new Map<string, (request: Request) => Response | Promise<Response>>()

export const protocol: Pick<
  Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'isProtocolHandled'
> = {
  registerSchemesAsPrivileged(customSchemes: CustomScheme[]) {
    for (const { scheme, privileges } of customSchemes) {
      if (!privileges?.standard) throw new Error('The substitute knows standard schemes only')
      schemes.set(scheme, { isSecure: privileges.secure === true })
    }
  },
  handle(scheme, handler) {
    if (!schemes.has(scheme)) throw new Error(`${scheme}: was not registered before`)
    handlers.set(scheme, handler)
  },
  isProtocolHandled: (scheme) => handlers.has(scheme),
}

export function toBrowserUrl(url: string): string {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(url) ?? []
  const known = schemes.get(scheme)
  if (!known) return url
  const [, host = '', path = ''] = /^([^/?#]*)(.*)$/s.exec(rest) ?? []
  return `${known.isSecure ? 'https' : 'http'}://${host}.${scheme}.invalid${path}`
}

export function toAppUrl(url: string): string {
  if (url.startsWith('blob:')) return `blob:${toAppUrl(url.slice('blob:'.length))}`
  const match = /^https?:\/\/([a-z0-9-]+)\.([a-z]+)\.invalid(\/.*)?$/s.exec(url)
  return match && schemes.has(match[2]!) ? `${match[2]}://${match[1]}${match[3] ?? ''}` : url
}

/** What the app's handler answers; undefined for schemes that are not the app's. */
export async function answerFromHandler(
  url: string,
  method: string,
): Promise<{ status: number; headers: [string, string][]; body: Buffer } | undefined> {
  const handler = handlers.get(/^[a-z]+/.exec(url)?.[0] ?? '')
  if (!handler) return undefined
  // Node's Request refuses unknown schemes with credentials only, so the address goes in as it is.
  const response = await handler(new Request(url, { method }))
  return {
    status: response.status,
    headers: [...response.headers],
    body: Buffer.from(await response.arrayBuffer()),
  }
}
