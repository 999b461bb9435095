import { randomBytes } from 'node:crypto'
import { appendFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Place } from '../../../electron/contract/files.ts'
import type { LentFile } from '../../../electron/engine/files/lentFiles.ts'
import { createLentFiles } from '../../../electron/engine/files/lentFiles.ts'
import { createLocalGuard } from '../../../electron/engine/files/localRoots.ts'
import { never, openPracticeBench } from '../../support/fileBench.ts'
import type { FileBench } from '../../support/fileBench.ts'

let folder: string
let bench: FileBench
let stop: () => Promise<void>
beforeEach(async () => {
  ;({ folder, bench, stop } = await openPracticeBench())
})
afterEach(() => stop())

let tickets = 0
async function lend(place: Place): Promise<string> {
  const ticket = `ticket-${++tickets}-of-this-very-test`
  await bench.server.lendFile(never, ticket, place)
  return ticket
}
const takeLent = async (place: Place) => bench.engine.handing.take(await lend(place))
async function readAll(file: LentFile | undefined): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of file!.content) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}
const big = randomBytes(3_000_000)

describe('a file that the page lends to its browser', () => {
  it.each(['local', 'remote'] as const)('comes whole from the %s side, once', async (side) => {
    await writeFile(join(side === 'local' ? bench.local : folder, 'big.bin'), big)
    const ticket = await lend(side === 'local' ? bench.at('big.bin') : bench.remote('big.bin'))
    const file = await bench.engine.handing.take(ticket)
    expect(file).toMatchObject({ name: 'big.bin', size: big.length })
    expect((await readAll(file)).equals(big)).toBe(true)
    expect(await bench.engine.handing.take(ticket)).toBeUndefined()
    expect(await bench.engine.handing.take('never-given-out')).toBeUndefined()
  })

  it('that changes on the way is no success', async () => {
    await writeFile(join(bench.local, 'a.bin'), big)
    const grown = await takeLent(bench.at('a.bin'))
    await appendFile(join(bench.local, 'a.bin'), 'more')
    await expect(readAll(grown)).rejects.toMatchObject({ code: 'source-changed' })

    await writeFile(join(folder, 'b.bin'), big)
    const shorter = await takeLent(bench.remote('b.bin'))
    await writeFile(join(folder, 'b.bin'), 'short')
    await expect(readAll(shorter)).rejects.toMatchObject({ code: 'transfer-incomplete' })
  })

  it('that is not there, or out of reach, says so', async () => {
    await expect(takeLent(bench.at('none'))).rejects.toMatchObject({ code: 'local-not-found' })
    await expect(takeLent(bench.remote('none'))).rejects.toMatchObject({ code: 'remote-not-found' })
    await writeFile(join(folder, 'secret'), 'secret')
    const outside = takeLent({ kind: 'local', path: join(folder, 'secret') })
    await expect(outside).rejects.toMatchObject({ code: 'local-permission-denied' })
    await writeFile(join(bench.local, 'inside'), 'inside')
    await symlink('inside', join(bench.local, 'link'))
    await expect(takeLent(bench.at('link'))).rejects.toThrow()
  })

  it('that the browser gives up leaves the server free for others', async () => {
    await writeFile(join(folder, 'big.bin'), big)
    // More often than the server lets anyone in at a time.
    for (let round = 0; round < 12; round++) {
      const file = await takeLent(bench.remote('big.bin'))
      for await (const piece of file!.content) {
        expect(piece.length).toBeGreaterThan(0)
        break
      }
      await expect(takeLent(bench.remote('none'))).rejects.toMatchObject({
        code: 'remote-not-found',
      })
    }
    expect((await readAll(await takeLent(bench.remote('big.bin')))).equals(big)).toBe(true)
  })

  it('is forgotten after five minutes, and when too many others are', async () => {
    await writeFile(join(bench.local, 'a'), 'a')
    let time = 0
    const lent = createLentFiles({
      guard: createLocalGuard([bench.local]),
      servers: { lease: () => Promise.reject(new Error('no server is asked')) },
      sessionServer: () => '',
      now: () => time,
    })
    lent.lend('old', bench.at('a'))
    lent.lend('older', bench.at('a'))
    time = 5 * 60_000
    expect((await readAll(await lent.take('old'))).toString()).toBe('a')
    time++
    expect(await lent.take('older')).toBeUndefined()
    for (let count = 0; count <= 1_001; count++) lent.lend(`t${count}`, bench.at('a'))
    expect(await lent.take('t0')).toBeUndefined()
    expect((await readAll(await lent.take('t1001'))).toString()).toBe('a')
  })
})
