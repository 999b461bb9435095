import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'
import { never, openConnection, sourceOf } from '../../support/connect.ts'
import type { TestConnection } from '../../support/connect.ts'

let folder: string
let server: PracticeServer
let connection: TestConnection

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-uploads-'))
  server = await startPracticeServer({ folder, tls: 'none' })
  const { host, port } = server
  connection = await openConnection({
    settings: { host, port, user: 'practice', encryption: 'none' },
    credentials: { password: 'practice' },
  })
})
afterEach(async () => {
  connection.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

const content = Buffer.from('content of a little file')

describe('a source that was begun', () => {
  it('is not sent in another mode without its beginning', async () => {
    server.setScript([
      {
        ...{ on: 'STOR', nth: 1, data: { close: { after: 0, how: 'RST' } } },
        final: { text: '425 No connection' },
      },
    ])
    const pieces = sourceOf(content)
    const slow = {
      async read() {
        const piece = await pieces.read()
        await pause(300)
        return piece
      },
    }
    await expect(connection.upload('/a.txt', slow, { signal: never })).rejects.toMatchObject({
      code: 'data-connection-failed',
    })
    expect(await readdir(folder)).toEqual(['a.txt'])
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('')
  })
})

describe('a little file of known size', () => {
  const upload = (path: string, bytes: Buffer, size?: number) => {
    const pieces = sourceOf(bytes)
    let agreed: boolean | undefined
    const source = {
      read() {
        agreed ??= replies().at(-1) === 150
        return pieces.read()
      },
    }
    const more = size === undefined ? {} : { size }
    const done = connection.upload(path, source, { signal: never, ...more })
    return done.then(() => agreed)
  }
  const replies = () =>
    connection.transcript.events().flatMap((event) => (event.kind === 'reply' ? [event.code] : []))
  const stored = (name: string) => readFile(join(folder, name))

  it('is on its way before the server agrees, once the way is proven', async () => {
    server.setScript([{ on: 'STOR', preliminary: { delay: 100 } }])
    // Nobody knows yet whether the server's port can be reached.
    expect(await upload('/first', content, content.length)).toBe(true)
    expect(await upload('/second', content, content.length)).toBe(false)
    expect(await upload('/empty', Buffer.alloc(0), 0)).toBe(false)
    // Of unknown size, or too long for buffers: it would be lost where the server refuses.
    expect(await upload('/third', content)).toBe(true)
    const long = Buffer.alloc(65_537, 'x')
    expect(await upload('/long', long, long.length)).toBe(true)
    for (const name of ['first', 'second', 'third']) expect(await stored(name)).toEqual(content)
    expect((await stored('empty')).length).toBe(0)
    expect((await stored('long')).equals(long)).toBe(true)
  })

  it('that the server refuses has gone nowhere, and the next one arrives', async () => {
    await upload('/first', content, content.length)
    for (const [code, text] of [
      ['remote-name-refused', '553 Not here'],
      ['server-busy', '451 Not now'],
      ['data-connection-failed', '425 No connection'],
    ]) {
      // Later than the bytes, so that all of them have been sent.
      server.setScript([{ on: 'STOR', nth: 1, delay: 100, instead: text! }])
      await expect(upload('/refused', content, content.length)).rejects.toMatchObject({
        ...{ code, bytes: 0, isDataComplete: false },
      })
      expect(await readdir(folder)).not.toContain('refused')
      await upload('/next', content, content.length)
      expect(await stored('next')).toEqual(content)
      await rm(join(folder, 'next'))
    }
  })

  it('is not called sent when the control connection ends first', async () => {
    await upload('/first', content, content.length)
    server.setScript([
      { on: 'STOR', delay: 100, instead: (_request, control) => control.close('FIN') },
    ])
    await expect(upload('/lost', content, content.length)).rejects.toMatchObject({
      ...{ code: 'server-closed', bytes: 0, isDataComplete: false },
    })
    expect(await readdir(folder)).toEqual(['first'])
  })
})
