import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves after so many milliseconds or at once when the signal is aborted; never rejects. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
}

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** The other side, or an abort, ended a connection before its work was done. */
export class ConnectionLost extends Error {}

/** Resolves at the event; rejects when the socket fails or closes before, or at abort. */
export function socketEvent(socket: Socket, event: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      socket.off(event, onEvent).off('error', done).off('close', onClose)
      signal?.removeEventListener('abort', onAbort)
      if (error) reject(error)
      else resolve()
    }
    const onEvent = () => done()
    const onClose = () => done(socket.errored ?? new ConnectionLost('Closed.'))
    const onAbort = () => done(new ConnectionLost('Aborted.'))
    if (signal?.aborted) return onAbort()
    if (socket.destroyed) return onClose()
    socket.on(event, onEvent).on('error', done).on('close', onClose)
    signal?.addEventListener('abort', onAbort)
  })
}
