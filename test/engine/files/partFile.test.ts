import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPartFile } from '../../../electron/engine/files/localFilesTarget.ts'
import { paceOf } from '../../support/paceOf.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-part-'))
})
afterEach(() => rm(folder, { recursive: true }))

const content = randomBytes(3_000_000)

describe.each([
  ['a quick disk', true],
  ['a slow disk', false],
])('a big file on %s', (_disk, isQuick) => {
  it('is written in order and beside it, ends and gets its name and time', async () => {
    const pace = paceOf(() => isQuick)
    const expectedSize = content.length
    const part = await openPartFile(join(folder, '.part'), { resume: false, expectedSize, pace })
    // The last piece first, as with several connections.
    await part.sinkAt(2_500_000).write([content.subarray(2_500_000)])
    const sink = part.sinkAt(0)
    for (const [at, end] of [
      [0, 1_000_000],
      [1_000_000, 2_500_000],
    ] as const)
      await sink.write([content.subarray(at, at + 7), content.subarray(at + 7, end)])
    expect(part.size).toBe(content.length)
    expect((await part.read(999_990, 20)).equals(content.subarray(999_990, 1_000_010))).toBe(true)
    expect(pace.measured).toBe(isQuick ? 3 : 0)
    const target = join(folder, 'big.bin')
    await part.place(target, 1_000_000_000_000)
    // A network drive may bring all of it home when it is closed: never on the engine's thread.
    expect(pace.measured).toBe(isQuick ? 3 : 0)
    expect((await readFile(target)).equals(content)).toBe(true)
    expect((await stat(target)).mtimeMs).toBe(1_000_000_000_000)
  })

  // /dev/full, which Linux has, refuses as a full disk does.
  it.runIf(process.platform === 'linux')('that the disk refuses says why', async () => {
    const options = { resume: false, expectedSize: content.length, pace: paceOf(() => isQuick) }
    const part = await openPartFile('/dev/full', { ...options, resume: true })
    await expect(part.sinkAt(0).write([content])).rejects.toMatchObject({ code: 'local-disk-full' })
    await part.close()
  })
})
