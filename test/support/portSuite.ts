import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../electron/contract/errors.ts'
import { call, connect, serve, stream } from '../../electron/contract/rpc.ts'
import type { Client, Server, StreamSink } from '../../electron/contract/rpc.ts'
import type { PortPair } from './ports.ts'

const contract = {
  add: call(z.tuple([z.number(), z.number()]), z.number()),
  fail: call(z.tuple([]), z.void()),
  crash: call(z.tuple([]), z.void()),
  wait: call(z.tuple([]), z.void()),
  describe: call(z.tuple([z.string(), z.string().optional()]), z.string()),
  count: stream(z.tuple([z.int(), z.int().optional()]), z.int()),
  watch: stream(z.tuple([]), z.string()),
  broken: stream(z.tuple([]), z.string()),
}

const until = async (condition: () => boolean) => {
  const end = performance.now() + 5_000
  while (!condition()) {
    if (performance.now() > end) throw new Error('The condition did not come true in 5 s')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** What every Port must do. Run over each carrier: MessagePort, WebSocket, Electron ipc. */
export function describePort(name: string, open: () => Promise<PortPair> | PortPair): void {
  describe(`bridge over ${name}`, () => {
    let pair: PortPair
    let client: Client<typeof contract>
    const log: string[] = []
    let watcher: StreamSink<string> | undefined
    let batchesSent = 0

    const server: Server<typeof contract> = {
      add: async (_signal, a, b) => a + b,
      fail: async () => {
        throw new AppError('login-failed', 'No', { reply: '530 No' })
      },
      crash: async () => {
        throw new TypeError('oops')
      },
      wait: (signal) =>
        new Promise((_resolve, reject) => {
          log.push('waiting')
          signal.addEventListener('abort', () => {
            log.push('aborted')
            reject(new AppError('cancelled', 'Stopped'))
          })
        }),
      describe: async (_signal, text, more) => `${text} ${more ?? 'nothing'}`,
      count: async (sink, limit, from = 0) => {
        for (let i = from; i < limit; i++) {
          await sink.send([i])
          batchesSent++
        }
      },
      watch: (sink) => {
        watcher = sink
        // Over a slow port the reader may be gone before it has read.
        sink.send(['snapshot']).catch(() => {})
        sink.signal.addEventListener('abort', () => log.push('watch ended'))
      },
      broken: async (sink) => {
        await sink.send(['first'])
        throw new AppError('server-closed', 'Gone')
      },
    }

    beforeEach(async () => {
      log.length = 0
      batchesSent = 0
      watcher = undefined
      pair = await open()
      serve(contract, server, pair.server)
      client = connect(contract, pair.client)
    })
    afterEach(() => pair.close())

    it('answers calls, many at a time', async () => {
      const answers = await Promise.all([1, 2, 3].map((n) => client.add(n, 10)))
      expect(answers).toEqual([11, 12, 13])
    })

    it('passes optional arguments left out', async () => {
      expect(await client.describe('a')).toBe('a nothing')
      expect(await client.describe('a', undefined)).toBe('a nothing')
      expect(await client.describe('a', 'b')).toBe('a b')
      const seen: number[] = []
      await new Promise<void>((resolve, reject) => {
        const batch = (items: number[]) => void seen.push(...items)
        client.count(2, undefined, { batch, end: resolve, error: reject })
      })
      expect(seen).toEqual([0, 1])
    })

    it('refuses arguments of the wrong shape at the border', async () => {
      await expect(client.add('1' as unknown as number, 2)).rejects.toMatchObject({
        code: 'bad-request',
      })
    })

    it('carries errors as data', async () => {
      await expect(client.fail()).rejects.toMatchObject({
        code: 'login-failed',
        message: 'No',
        details: { reply: '530 No' },
      })
      await expect(client.crash()).rejects.toMatchObject({ code: 'internal', message: 'oops' })
    })

    it('refuses names that are not in the contract, inherited ones too', async () => {
      const wide = connect(
        { ...contract, toString: call(z.tuple([]), z.void()), nope: call(z.tuple([]), z.void()) },
        pair.client,
      )
      await expect(wide.nope()).rejects.toMatchObject({ code: 'bad-request' })
      await expect(wide.toString()).rejects.toMatchObject({ code: 'bad-request' })
    })

    it('cancels a running call on both ends', async () => {
      const abort = new AbortController()
      const running = client.wait(abort.signal)
      await until(() => log.includes('waiting'))
      abort.abort()
      await expect(running).rejects.toMatchObject({ code: 'cancelled' })
      await until(() => log.includes('aborted'))
      await expect(client.wait(abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
    })

    it('ends a stream whose source ends', async () => {
      const seen: number[] = []
      await new Promise<void>((resolve) => {
        client.count(5, 0, { batch: (items) => void seen.push(...items), end: resolve })
      })
      expect(seen).toEqual([0, 1, 2, 3, 4])
    })

    it('holds the source back until the reader asks for more', async () => {
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      const seen: number[] = []
      const ended = new Promise<void>((resolve) => {
        client.count(3, 0, {
          batch: async (items) => {
            seen.push(...items)
            await held
          },
          end: resolve,
        })
      })
      await until(() => seen.length === 1)
      expect(await client.add(1, 1)).toBe(2)
      expect(batchesSent).toBe(0)
      release()
      await ended
      expect(seen).toEqual([0, 1, 2])
    })

    it('tells a listener that its stream failed', async () => {
      const seen: string[] = []
      const error = await new Promise<AppError>((resolve) => {
        client.broken({ batch: (items) => void seen.push(...items), error: resolve })
      })
      expect(seen).toEqual(['first'])
      expect(error).toMatchObject({ code: 'server-closed' })
    })

    it('stops a stream when its reader does', async () => {
      const seen: string[] = []
      const stop = client.watch({ batch: (items) => void seen.push(...items) })
      await until(() => seen.length === 1)
      stop()
      await until(() => log.includes('watch ended'))
      await expect(watcher!.send(['late'])).rejects.toMatchObject({ code: 'cancelled' })
      expect(seen).toEqual(['snapshot'])
    })

    it('tells everybody when the port closes', async () => {
      const failures: string[] = []
      const call = client.wait().catch((error: AppError) => failures.push(error.code))
      client.watch({ batch: () => {}, error: (error) => failures.push(error.code) })
      await until(() => log.includes('waiting') && watcher !== undefined)
      pair.close()
      await call
      await until(() => failures.length === 2)
      expect(failures).toEqual(['connection-lost', 'connection-lost'])
      await until(() => log.includes('aborted') && log.includes('watch ended'))
      await expect(client.add(1, 2)).rejects.toMatchObject({ code: 'connection-lost' })
    })

    it('ignores messages that are no messages', async () => {
      for (const rubbish of [{}, { id: 'x' }, { id: 1, name: 5 }, { id: -1, stop: true }])
        pair.client.post(rubbish)
      expect(await client.add(2, 2)).toBe(4)
    })
  })
}
