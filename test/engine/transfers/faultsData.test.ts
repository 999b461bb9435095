import { appendFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Script } from '../../../electron/engine/practice/index.ts'
import { until } from '../../support/connect.ts'
import { bytesOf, hashFile, hashOf, never, openBench, put, type Bench } from './harness.ts'

/** The faults of data connections and of resuming, each as its number in docs/faults.md. */
let bench: Bench
beforeEach(async () => {
  // The shortest back-off: chance is replaced by its lower end.
  bench = await openBench({
    queue: { random: () => 0 },
    connection: { replyTimeout: 2, dataIdleTimeout: 3 },
  })
})
afterEach(async () => {
  await bench?.stop()
})

const size = 300_000
const bytes = bytesOf(size)
const commands = (verb: string) =>
  bench.server.commands().filter((command) => command.split(' ')[0] === verb)

async function download(script: Script, listed: number | null = size) {
  await put(bench.remote, 'f.bin', bytes)
  bench.server.setScript(script)
  const [id] = await bench.add([bench.download('f.bin', { size: listed })])
  return id!
}

async function upload(script: Script, content = bytes) {
  await put(bench.local, 'f.bin', content)
  bench.server.setScript(script)
  const [id] = await bench.add([bench.upload('f.bin', { size: content.length })])
  return id!
}

/** The file has arrived once, whole, and nothing else lies beside it. */
async function expectArrived(side: 'local' | 'remote', content = bytes) {
  expect(await readdir(bench[side])).toEqual(['f.bin'])
  expect(await hashFile(bench[side], 'f.bin')).toBe(hashOf(content))
}

describe('data that end too early', () => {
  it.each(['FIN', 'RST'] as const)('F21, F22: %s after some bytes, then 226', async (how) => {
    const id = await download([{ on: 'RETR', nth: 1, data: { close: { after: 98_304, how } } }])
    const row = await bench.reach(id, 'done')
    expect(row.attempts).toBe(2)
    expect(commands('REST')).toEqual([`REST ${98_304 - 8_192}`])
    await expectArrived('local')
  })

  it('F21: the same for an upload, where only the server knows', async () => {
    const id = await upload([{ on: 'STOR', nth: 1, data: { keep: 100_000 } }])
    const row = await bench.reach(id, 'done')
    expect(row.attempts).toBe(2)
    await expectArrived('remote')
  })

  it('F23: a black hole is left after a while', async () => {
    const id = await download([{ on: 'RETR', nth: 1, data: { stallAfter: 70_000 } }])
    await bench.reach(id, 'transferring')
    await until(async () => (await bench.row(id)).status.state !== 'transferring')
    await bench.reach(id, 'done')
    await expectArrived('local')
  })

  it('F24: a trickle is alive, and its speed is shown', async () => {
    const id = await download([{ on: 'RETR', data: { rate: 2_000 } }])
    await until(async () => {
      const { speed } = await bench.row(id)
      return speed > 500 && speed < 10_000
    })
    expect((await bench.row(id)).status.state).toBe('transferring')
  })
})

describe('replies that do not come, or come wrong', () => {
  it('F25: the control connection dies, the data come to their end', async () => {
    const id = await download([{ on: 'RETR', nth: 1, final: { text: null, close: 'RST' } }])
    await bench.reach(id, 'done')
    expect(commands('RETR')).toHaveLength(1)
    expect(commands('SIZE')).toHaveLength(1)
    await expectArrived('local')
  })

  it('F25: the same for an upload', async () => {
    const content = bytesOf(1_500_000)
    const id = await upload([{ on: 'STOR', nth: 1, final: { text: null, close: 'RST' } }], content)
    await bench.reach(id, 'done')
    expect(commands('STOR')).toHaveLength(1)
    await expectArrived('remote', content)
  })

  it('F27: 226 comes long after the data', async () => {
    const id = await download([{ on: 'RETR', final: { delay: 3_000 } }])
    expect((await bench.reach(id, 'done')).attempts).toBe(1)
    await expectArrived('local')
  })

  it.each(['426 Broken pipe.', '451 Local error.'])('F28: %s after all bytes', async (text) => {
    const id = await download([{ on: 'RETR', final: { text } }])
    expect((await bench.reach(id, 'done')).attempts).toBe(1)
    expect(commands('SIZE')).toHaveLength(1)
    await expectArrived('local')
    bench.server.setScript([{ on: 'STOR', final: { text } }])
    await put(bench.local, 'g.bin', bytes)
    const [up] = await bench.add([bench.upload('g.bin', { size })])
    expect((await bench.reach(up!, 'done')).attempts).toBe(1)
    expect(await hashFile(bench.remote, 'g.bin')).toBe(hashOf(bytes))
  })
})

describe('resuming', () => {
  /** Stops a download in its middle, as a user does. */
  async function pauseInTheMiddle(): Promise<string> {
    const id = await download([{ on: 'RETR', nth: 1, data: { stallAfter: 150_000 } }])
    await until(async () => (await bench.row(id)).transferred === 150_000)
    await bench.queue.calls.pauseTransfers(never, [id])
    await until(async () => (await readdir(bench.local)).length === 1)
    return id
  }
  const resume = async (id: string, script: Script) => {
    bench.server.setScript(script)
    await bench.queue.calls.resumeTransfers(never, [id])
    return bench.reach(id, 'done')
  }

  it('F29: REST is refused: from the start, into a new part file', async () => {
    const id = await pauseInTheMiddle()
    await resume(id, [{ on: 'REST', instead: '502 No.' }])
    await expectArrived('local')
    // The server is not asked again.
    const asked = commands('REST').length
    await bench.close()
    await bench.open()
    const again = await pauseAgain()
    await resume(again, [])
    expect(commands('REST')).toHaveLength(asked)
  })

  async function pauseAgain(): Promise<string> {
    bench.server.setScript([{ on: 'RETR', nth: 1, data: { stallAfter: 150_000 } }])
    const target = { kind: 'local' as const, path: join(bench.local, 'again.bin') }
    const [id] = await bench.add([bench.download('f.bin', { size, target })])
    await until(async () => (await bench.row(id!)).transferred === 150_000)
    await bench.queue.calls.pauseTransfers(never, [id!])
    return id!
  }

  it('F30: REST is answered with 350, yet the whole file is sent', async () => {
    const id = await pauseInTheMiddle()
    await resume(id, [{ on: 'RETR', nth: 1, data: { ignoreRestart: true } }])
    await expectArrived('local')
  })

  it('F31: the file was changed in between', async () => {
    const id = await pauseInTheMiddle()
    const changed = bytesOf(size, 7)
    await writeFile(join(bench.remote, 'f.bin'), changed)
    const later = bytesOf(size + 50, 8)
    await writeFile(join(bench.remote, 'f.bin'), later)
    await resume(id, [])
    expect(commands('REST')).toEqual([])
    await expectArrived('local', later)
  })

  it('F31: the same size, another time', async () => {
    await put(bench.remote, 'f.bin', bytes)
    const { mtimeMs } = await stat(join(bench.remote, 'f.bin'))
    bench.server.setScript([{ on: 'RETR', nth: 1, data: { stallAfter: 150_000 } }])
    const modifiedAt = Math.floor(mtimeMs / 1_000) * 1_000 - 90_000
    const [id] = await bench.add([bench.download('f.bin', { size, modifiedAt })])
    await until(async () => (await bench.row(id!)).transferred === 150_000)
    await bench.queue.calls.pauseTransfers(never, [id!])
    const changed = bytesOf(size, 9)
    await writeFile(join(bench.remote, 'f.bin'), changed)
    await resume(id!, [])
    expect(commands('REST')).toEqual([])
    await expectArrived('local', changed)
  })

  it('F34: an upload that was cut goes on behind what the server has', async () => {
    const content = bytesOf(2_500_000)
    const id = await upload(
      [
        {
          on: 'STOR',
          nth: 1,
          data: { close: { after: 1_300_000, how: 'RST' } },
          final: { text: null, close: 'RST' },
        },
      ],
      content,
    )
    await bench.reach(id, 'done')
    expect(commands('REST')).toEqual([`REST ${1_300_000 - 8_192}`])
    await expectArrived('remote', content)
  })

  it('F34: after a restart only if the end of it is ours', async () => {
    const content = bytesOf(2_500_000)
    for (const isOurs of [true, false]) {
      await rm(join(bench.remote, 'f.bin'), { force: true })
      const id = await upload([{ on: 'STOR', nth: 1, data: { rate: 1_000_000 } }], content)
      const grown = () =>
        stat(join(bench.remote, 'f.bin')).then(
          (facts) => facts.size,
          () => 0,
        )
      await until(async () => (await grown()) > 1_200_000)
      await bench.close()
      await until(() => bench.server.connections().length === 0)
      if (!isOurs) await writeFile(join(bench.remote, 'f.bin'), bytesOf(1_300_000, 5))
      bench.settings.set({ onConflictUpload: 'overwrite' })
      const restarts = () => commands('REST').length + commands('RANG').length
      const before = restarts()
      bench.server.setScript([])
      await bench.open()
      await bench.reach(id, 'done')
      // One RANG fetches the end for comparing, a REST goes on.
      expect(restarts() - before).toBe(isOurs ? 2 : 1)
      await expectArrived('remote', content)
      await bench.queue.calls.forgetTransfers(never, 'all', 'done')
    }
  })
})

describe('sizes that are wrong', () => {
  it('F32: listed too large or too small, SIZE is right', async () => {
    for (const listed of [size + 1, size - 1, 0]) {
      bench.settings.set({ onConflictDownload: 'overwrite' })
      const id = await download([], listed)
      expect((await bench.reach(id, 'done')).status).toMatchObject({ proof: { by: 'size', size } })
      await expectArrived('local')
    }
  })

  it.each([
    ['larger', '213 300001', 'failed', 'transfer-incomplete'],
    ['smaller', '213 299999', 'failed', 'transfer-unverified'],
    ['absent', '500 What?', 'failed', 'transfer-unverified'],
    ['refused', '550 SIZE not allowed in ASCII mode.', 'failed', 'transfer-unverified'],
    ['zero', '213 0', 'failed', 'transfer-unverified'],
    ['beyond all numbers', '213 99999999999999999999', 'failed', undefined],
  ] as const)('F32: SIZE is %s and nothing was listed', async (_, reply, state, code) => {
    const id = await download(
      [
        { on: 'SIZE', instead: reply },
        // Else the size in this reply would be enough.
        { on: 'RETR', preliminary: { text: '150 Here it comes.' } },
      ],
      null,
    )
    // Attempts that may pass are made again and again; their number is bounded elsewhere.
    await until(async () => {
      const { status } = await bench.row(id)
      return status.state === state || (status.state === 'waiting' && status.retryAt !== undefined)
    })
    const { status } = await bench.row(id)
    const error =
      status.state === 'failed'
        ? status.error
        : status.state === 'waiting'
          ? status.holdReason
          : undefined
    if (code) expect(error?.code).toBe(code)
    expect((await readdir(bench.local)).filter((name) => name === 'f.bin')).toEqual([])
  })

  it('F33: the file grows while it is fetched', async () => {
    const id = await download([{ on: 'RETR', data: { extra: 'and more' }, then: () => grow() }])
    const grow = () => appendFile(join(bench.remote, 'f.bin'), 'and more')
    const row = await bench.reach(id, 'done')
    expect(row.size).toBe(size + 8)
    expect(await hashFile(bench.local, 'f.bin')).toBe(await hashFile(bench.remote, 'f.bin'))
  })
})

describe('refusals', () => {
  it('F35: 552 in the middle and 550 at once fail with the words of the server', async () => {
    const full = '552 Disk full, sorry.'
    const id = await upload([
      { on: 'STOR', data: { close: { after: 100_000, how: 'RST' } }, final: { text: full } },
    ])
    await until(async () => (await bench.row(id)).status.state === 'failed')
    const { status, attempts } = await bench.row(id)
    expect(status).toMatchObject({ error: { code: 'remote-disk-full', details: { reply: full } } })
    expect(attempts).toBe(1)
    bench.server.setScript([{ on: 'STOR', instead: '550 Read-only, permission denied.' }])
    await put(bench.local, 'g.bin', bytes)
    const [other] = await bench.add([bench.upload('g.bin', { size })])
    await until(async () => (await bench.row(other!)).status.state === 'failed')
    expect(commands('STOR')).toHaveLength(2)
  })

  it('F35: 226 although less arrived is never a success', async () => {
    const id = await upload([{ on: 'STOR', data: { keep: 1_000 } }])
    await until(async () => (await bench.row(id)).attempts >= 2)
    expect((await bench.row(id)).status.state).not.toBe('done')
    expect(await bench.rows('done')).toEqual([])
  })

  it('F37: RETR is refused while a local file has that name', async () => {
    await put(bench.local, 'f.bin', Buffer.from('mine'))
    bench.settings.set({ onConflictDownload: 'overwrite' })
    const id = await download([{ on: 'RETR', instead: '550 No such file.' }])
    await until(async () => (await bench.row(id)).status.state === 'failed')
    await expectArrived('local', Buffer.from('mine'))
  })
})
