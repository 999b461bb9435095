import { randomBytes } from 'node:crypto'
import { join, sep } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { HandedEvent, HandedFile } from '../../contract/handed.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import type { LocalSource } from './localFilesSource.ts'

/** Milliseconds in which the page has to begin to send what is wanted. */
const patience = 30_000

type Body = AsyncIterable<Uint8Array>
type Wanted = { take: (body: Body, ended: () => void) => void; fail: (error: AppError) => void }
type Offer = {
  signal: AbortSignal
  /** One event after the other: a stream takes the next batch when the last is read. */
  tell: (event: HandedEvent) => Promise<void>
  files: readonly HandedFile[]
  left: Set<number>
  end: () => void
}

export type HandedFiles = {
  /** Whether a local path names a file that a page holds, or held. */
  holds(path: string): boolean
  /** Throws `page-gone` when its page was closed. */
  open(path: string): LocalSource
  /** It has arrived; its page need not hold it any longer. */
  release(path: string): void
  /** Handler of the stream `handFiles`. */
  offer(sink: StreamSink<HandedEvent>, files: readonly HandedFile[]): Promise<void>
  refuse(ticket: string, reason: string): void
  /**
   * Takes the bytes that a ticket was given out for. Settles when no more of them are wanted;
   * false: nobody waits for them.
   */
  receive(ticket: string, body: Body): Promise<boolean>
}

/**
 * Files that only a page can read, as sources of transfers. They are never stored here: a transfer
 * asks the page for the bytes from where it is, and reads them as quickly as the server takes them.
 * `folder` gives them names; nothing is ever written there.
 */
export function createHandedFiles(folder: string, now = Date.now): HandedFiles {
  const root = join(folder, 'dropped') + sep
  const offers = new Map<string, Offer>()
  const wanted = new Map<string, Wanted>()
  let nextOffer = 1

  const find = (path: string): { offer: Offer; index: number; file: HandedFile } | undefined => {
    if (!path.startsWith(root)) return undefined
    const [id = '', place = ''] = path.slice(root.length).split(sep)
    const offer = offers.get(id)
    const index = Number(place)
    const file = offer?.files[index]
    return offer && file ? { offer, index, file } : undefined
  }
  const gone = (path: string) =>
    new AppError('page-gone', 'The page that held this file is closed', {
      path: path.slice(path.lastIndexOf(sep) + 1),
    })

  /** Asks the page for a part of a file; resolves when its bytes begin to come. */
  const ask = (path: string, offset: number, length: number | null) => {
    const found = find(path)
    if (!found) return Promise.reject(gone(path))
    const { offer, index } = found
    const ticket = randomBytes(24).toString('base64url')
    return new Promise<{ body: Body; ended: () => void }>((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        offer.signal.removeEventListener('abort', leave)
        wanted.delete(ticket)
      }
      const fail = (error: AppError) => {
        settle()
        reject(error)
      }
      const leave = () => fail(gone(path))
      const timer = setTimeout(
        () => fail(new AppError('timeout', 'The page does not send the file', { path })),
        patience,
      )
      offer.signal.addEventListener('abort', leave, { once: true })
      wanted.set(ticket, {
        fail,
        take(body, ended) {
          settle()
          resolve({ body, ended })
        },
      })
      offer.tell({ kind: 'wanted', ticket, index, offset, length }).catch(leave)
    })
  }

  const open = (path: string): LocalSource => {
    const found = find(path)
    if (!found) throw gone(path)
    const { size, modifiedAt } = found.file
    let stop = async () => {}

    const readFrom = (position: number, length: number | null = null) => {
      const expected = length ?? size - position
      let iterator: AsyncIterator<Uint8Array> | undefined
      let came = 0
      let ended = () => {}
      const end = async () => {
        stop = async () => {}
        await iterator?.return?.()
        ended()
      }
      return {
        async read(): Promise<Uint8Array | null> {
          if (expected === 0) return null
          try {
            if (!iterator) {
              const begun = await ask(path, position, length)
              iterator = begun.body[Symbol.asyncIterator]()
              ended = begun.ended
              stop = end
            }
            const next = await iterator.next()
            if (!next.done) {
              came += next.value.length
              if (came > expected)
                throw new AppError('source-changed', 'The page sent more than announced', { path })
              return next.value
            }
          } catch (error) {
            await end().catch(() => {})
            if (error instanceof AppError) throw error
            throw new AppError('transfer-incomplete', 'The page stopped sending', { path })
          }
          await end()
          if (came < expected)
            throw new AppError('transfer-incomplete', 'The page sent less than announced', { path })
          return null
        },
      }
    }

    return {
      facts: { kind: 'file', size, modifiedAt, permissions: null },
      readFrom: (position) => readFrom(position),
      async range(position, length) {
        const source = readFrom(position, Math.min(length, size - position))
        const pieces: Uint8Array[] = []
        for (let piece = await source.read(); piece; piece = await source.read()) pieces.push(piece)
        return Buffer.concat(pieces)
      },
      // The browser refuses to read a file that changed since it was dropped.
      isUnchanged: async () => true,
      close: () => stop(),
    }
  }

  return {
    // A way up again would name something that is really there.
    holds: (path) =>
      path.startsWith(root) && !/(^|[\\/])\.\.?([\\/]|$)/.test(path.slice(root.length)),
    open,
    release(path) {
      const found = find(path)
      if (!found) return
      found.offer.left.delete(found.index)
      if (found.offer.left.size === 0) found.offer.end()
    },
    async offer(sink, files) {
      // Names stay unique over restarts: an old item must not find another file in its place.
      const id = `${now().toString(36)}-${nextOffer++}`
      const { promise, resolve } = Promise.withResolvers<void>()
      let last: Promise<void> = Promise.resolve()
      const { signal } = sink
      offers.set(id, {
        signal,
        files,
        left: new Set(files.keys()),
        end: resolve,
        tell: (event) => (last = last.then(() => sink.send([event]))),
      })
      signal.addEventListener('abort', () => resolve(), { once: true })
      try {
        const paths = files.map(
          ({ name }, index) => root + [id, index, name.replace(/[/\\\0]/g, '_')].join(sep),
        )
        await sink.send([{ kind: 'ready', paths }])
        await promise
      } finally {
        offers.delete(id)
      }
    },
    refuse: (ticket, reason) =>
      wanted
        .get(ticket)
        ?.fail(new AppError('source-changed', 'The page cannot read the file', { cause: reason })),
    receive(ticket, body) {
      const waiting = wanted.get(ticket)
      if (!waiting) return Promise.resolve(false)
      return new Promise((resolve) => waiting.take(body, () => resolve(true)))
    },
  }
}
