import { AppError } from '../electron/contract/errors.ts'
import type { Port } from '../electron/contract/rpc.ts'

/** What Electron's preload lends the page. */
type PreloadHost = Port & { pathOf(file: File): string; startDrag(paths: string[]): void }
declare global {
  interface Window {
    sampanHost?: PreloadHost
  }
}

/** The page has no right to talk to the engine: it was opened without the start command's address. */
export class NoAccess extends Error {}

export type Host = {
  kind: 'desktop' | 'web'
  /** Rejects with `NoAccess`, or with `connection-lost` when nobody answers. */
  openPort(): Promise<Port>
  /** True once the host has turned the page away for good: only a new link helps. */
  isRefused(): boolean
  /** Where a dropped file lies on this machine; undefined where the host cannot know. */
  pathOf(file: File): string | undefined
  /** What only a host in a browser does, where the page alone can read what is dropped on it. */
  handing?: {
    /** Sends what the engine asked for. Rejects when the file cannot be read, or no more is wanted. */
    send(ticket: string, content: Blob): Promise<void>
    /** Where the browser itself can fetch a file that was lent to it. */
    addressOf(ticket: string): string
  }
  /** Lets files of this machine be dragged to other programs, where the host can do that. */
  startDrag?(paths: string[]): void
}

export function findHost(): Host {
  const preload = window.sampanHost
  return preload ? desktopHost(preload) : webHost()
}

function desktopHost(preload: PreloadHost): Host {
  let isOpen = false
  return {
    kind: 'desktop',
    openPort() {
      // A preload has one port for the life of its page.
      if (isOpen) location.reload()
      isOpen = true
      return Promise.resolve({
        post: (message) => preload.post(message),
        listen: (receive) => preload.listen(receive),
        onClose: (closed) => preload.onClose(closed),
      })
    },
    isRefused: () => false,
    pathOf: (file) => preload.pathOf(file) || undefined,
    startDrag: (paths) => preload.startDrag(paths),
  }
}

const sessionKey = 'sampan.session'
/** Close code of the web host for a session that is not, or no longer, good (RFC 6455 §7.4.1). */
const policyViolation = 1008

function webHost(): Host {
  const session = claimSession()
  // The rejection is for whoever opens the port; nobody may be listening yet.
  session.catch(() => {})
  let isRefused = false
  return {
    kind: 'web',
    openPort: async () =>
      openSocket(await session, () => {
        isRefused = true
        sessionStorage.removeItem(sessionKey)
      }),
    isRefused: () => isRefused,
    pathOf: () => undefined,
    handing: {
      async send(ticket, content) {
        const answer = await fetch(`/handed/${ticket}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/octet-stream', 'X-Sampan': '1' },
          body: content,
        })
        if (!answer.ok) throw new AppError('not-possible-now', 'Nobody waits for this file')
      },
      addressOf: (ticket) => `${location.origin}/lent/${ticket}`,
    },
  }
}

/** Exchanges the one-time token of the address for a session, which then survives reloads. */
async function claimSession(): Promise<string> {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
  if (token === undefined) {
    const known = sessionStorage.getItem(sessionKey)
    if (known === null) throw new NoAccess()
    return known
  }
  history.replaceState(null, '', location.pathname + location.search)
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Sampan': '1' },
    body: JSON.stringify({ token }),
  }).catch(() => {
    throw new AppError('connection-lost', 'Nobody answers at this address')
  })
  if (!answer.ok) throw new NoAccess()
  const { session } = (await answer.json()) as { session: string }
  sessionStorage.setItem(sessionKey, session)
  return session
}

function openSocket(session: string, refused: () => void): Promise<Port> {
  return new Promise((resolve, reject) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/bridge`)
    let isClosed = false
    const closing = new Set<() => void>()
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ session }))
      resolve({
        post: (message) => {
          if (!isClosed) socket.send(JSON.stringify(message))
        },
        listen: (receive) => {
          socket.addEventListener('message', (event: MessageEvent<string>) =>
            receive(JSON.parse(event.data)),
          )
        },
        onClose: (closed) => {
          if (isClosed) closed()
          else closing.add(closed)
        },
      })
    })
    socket.addEventListener('close', (event) => {
      isClosed = true
      if (event.code === policyViolation) refused()
      reject(new AppError('connection-lost', 'The engine does not answer'))
      for (const closed of closing) closed()
    })
  })
}
