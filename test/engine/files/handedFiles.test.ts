import { describe, expect, it } from 'vitest'
import { createHandedFiles } from '../../../electron/engine/files/handedFiles.ts'
import type { HandedEvent } from '../../../electron/contract/handed.ts'
import type { LocalSource } from '../../../electron/engine/files/localFilesSource.ts'
import { until } from '../../support/systemUntil.ts'

/** A page that holds files and sends what is wanted of them, in pieces of three bytes. */
async function openPage(contents: Record<string, string>, send?: (text: string) => string) {
  const handed = createHandedFiles('/data', () => 36)
  const abort = new AbortController()
  const asked: [number, number, number | null][] = []
  let pulled = 0
  let paths: string[] = []
  const answers: Promise<boolean>[] = []
  const names = Object.keys(contents)
  const deliver = (event: Extract<HandedEvent, { kind: 'wanted' }>) => {
    const { ticket, index, offset, length } = event
    asked.push([index, offset, length])
    const whole = contents[names[index]!]!
    const text = whole.slice(offset, length === null ? undefined : offset + length)
    const body = (async function* () {
      const sent = Buffer.from(send ? send(text) : text)
      for (let at = 0; at < sent.length; at += 3) {
        pulled++
        yield sent.subarray(at, at + 3)
      }
    })()
    answers.push(handed.receive(ticket, body))
  }
  const ended = handed.offer(
    {
      signal: abort.signal,
      async send(events) {
        for (const event of events)
          if (event.kind === 'ready') paths = event.paths
          else deliver(event)
      },
    },
    names.map((name) => ({ name, size: contents[name]!.length, modifiedAt: 5 })),
  )
  await until(() => paths.length > 0)
  return { handed, paths, asked, ended, abort, answers, pulled: () => pulled }
}
async function readAll(source: ReturnType<LocalSource['readFrom']>) {
  const pieces: Uint8Array[] = []
  for (let piece = await source.read(); piece; piece = await source.read()) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

describe('files that a page holds', () => {
  it('are read from any place, and in ranges, when they are wanted', async () => {
    const { handed, paths, asked, answers } = await openPage({ a: 'abcdefgh', 'x/../y': '' })
    expect(paths).toEqual(['/data/dropped/10-1/0/a', '/data/dropped/10-1/1/x_.._y'])
    const file = handed.open(paths[0]!)
    expect(file.facts).toEqual({ kind: 'file', size: 8, modifiedAt: 5, permissions: null })
    expect(await readAll(file.readFrom(0))).toBe('abcdefgh')
    expect(await readAll(file.readFrom(5))).toBe('fgh')
    expect((await file.range(2, 4)).toString()).toBe('cdef')
    expect((await file.range(6, 9)).toString()).toBe('gh')
    expect(asked).toEqual([
      [0, 0, null],
      [0, 5, null],
      [0, 2, 4],
      [0, 6, 2],
    ])
    expect(await Promise.all(answers)).toEqual([true, true, true, true])
    expect(await readAll(handed.open(paths[1]!).readFrom(0))).toBe('')
  })

  it('are pulled no quicker than they are read', async () => {
    const { handed, paths, pulled, answers } = await openPage({ a: 'x'.repeat(300) })
    const file = handed.open(paths[0]!)
    const source = file.readFrom(0)
    await source.read()
    await source.read()
    expect(pulled()).toBe(2)
    await file.close()
    expect(await answers[0]).toBe(true)
    expect(pulled()).toBe(2)
  })

  it('that change their size are no success', async () => {
    const shorter = await openPage({ a: 'abcdef' }, (text) => text.slice(1))
    await expect(readAll(shorter.handed.open(shorter.paths[0]!).readFrom(0))).rejects.toMatchObject(
      { code: 'transfer-incomplete' },
    )
    const longer = await openPage({ a: 'abcdef' }, (text) => `${text}!`)
    await expect(readAll(longer.handed.open(longer.paths[0]!).readFrom(0))).rejects.toMatchObject({
      code: 'source-changed',
    })
  })

  it('are gone with their page', async () => {
    const { handed, paths, abort, ended } = await openPage({ a: 'abcdef' })
    const source = handed.open(paths[0]!).readFrom(0)
    await source.read()
    abort.abort()
    await ended
    expect(() => handed.open(paths[0]!)).toThrow(expect.objectContaining({ code: 'page-gone' }))
    expect(() => handed.open('/data/dropped/x/0/a')).toThrow(
      expect.objectContaining({ code: 'page-gone' }),
    )
  })

  it('are let go when all have arrived', async () => {
    const { handed, paths, ended } = await openPage({ a: 'a', b: 'b' })
    for (const path of paths) handed.release(path)
    await ended
    expect(() => handed.open(paths[0]!)).toThrow()
  })

  it('are not what lies beside them', async () => {
    const { handed, paths } = await openPage({ a: 'a' })
    expect([paths[0]!, '/data/dropped/x/'].map(handed.holds)).toEqual([true, true])
    const others = [
      '/data/dropped/../vault.json',
      '/data/dropped/x/..',
      '/data/vault.json',
      '/data',
    ]
    expect(others.map(handed.holds)).toEqual([false, false, false, false])
  })

  it('take bytes for their own tickets only', async () => {
    const { handed } = await openPage({ a: 'a' })
    const body = (async function* () {
      yield Buffer.from('evil')
    })()
    expect(await handed.receive('A'.repeat(32), body)).toBe(false)
  })
})
