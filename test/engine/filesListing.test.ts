import { describe, expect, it } from 'vitest'
import type { FolderPart } from '../../electron/contract/files.ts'
import type { StreamSink } from '../../electron/contract/rpc.ts'
import { never } from '../support/connect.ts'
import { canary, connectTo, scripted, track } from '../support/faultBench.ts'
import { openFileBench } from '../support/fileBench.ts'

const lines = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, index) => `type=file;size=${index};modify=20230102030405; file ${from + index}\r\n`,
  ).join('')

const bench = async (server: { host: string; port: number }) =>
  track(await openFileBench({ ...server, user: 'tester', password: canary }))

/** A reader that notes how many entries each batch holds, and asks for more when `ready` says so. */
function reader(ready: () => Promise<void> = async () => {}) {
  const sizes: number[] = []
  const names: string[] = []
  const sink: StreamSink<FolderPart> = {
    signal: never,
    async send(parts) {
      for (const part of parts) {
        if (part.part !== 'entries') continue
        sizes.push(part.entries.length)
        names.push(...part.entries.map(({ name }) => name))
      }
      await ready()
    },
  }
  return { sink, sizes, names }
}

describe('a listing on its way', () => {
  it('hands on what has come although the rest takes its time', async () => {
    const start = lines(40)
    const server = await scripted([
      { on: 'MLSD', data: { content: start + lines(40, 40), stallAfter: start.length } },
    ])
    const connection = await connectTo(server)
    const stop = new AbortController()
    const limit = setTimeout(() => stop.abort(), 5_000)
    const seen = new Promise<number>((resolve, reject) => {
      const take = ({ length }: unknown[]) => {
        // What is handed on at the end was not handed on in time.
        if (stop.signal.aborted) reject(new Error('nothing came before the end'))
        else resolve(length)
      }
      connection.list('/', take, stop.signal).catch(reject)
    })
    expect(await seen).toBe(40)
    clearTimeout(limit)
    stop.abort()
  })

  it('is not told twice when the connection breaks in its middle', async () => {
    const server = await scripted([
      {
        on: 'MLSD',
        nth: 1,
        data: { content: lines(2_000), close: { after: 60_000, how: 'RST' } },
        final: { text: null, close: 'RST' },
      },
      { on: 'MLSD', data: { content: lines(2_000) } },
    ])
    const opened = await bench(server)
    const { sink, names } = reader()
    await opened.server
      .readFolder(sink, { kind: 'remote', sessionId: opened.session.id, path: '/' })
      ?.catch(() => undefined)
    expect(names.length).toBeGreaterThan(0)
    expect(new Set(names).size).toBe(names.length)
  })

  it('comes in few large batches to a reader that is slower than the server', async () => {
    const server = await scripted([{ on: 'MLSD', data: { content: lines(30_000) } }])
    const opened = await bench(server)
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 20))
    const { sink, sizes, names } = reader(slow)
    await opened.server.readFolder(sink, {
      kind: 'remote',
      sessionId: opened.session.id,
      path: '/',
    })
    expect(names).toHaveLength(30_000)
    expect(names[29_999]).toBe('file 29999')
    expect(sizes.length).toBeLessThan(20)
    // None so large that the window stands still over it.
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5_000)
  })
})
