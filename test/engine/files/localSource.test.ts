import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Pace } from '../../../electron/engine/files/localFilesPace.ts'
import { openLocalSource } from '../../../electron/engine/files/localFilesSource.ts'
import { paceOf } from '../../support/paceOf.ts'

const content = randomBytes(3_000_001)
let folder: string
let path: string
/** Questions after the pace so far. */
let asked: number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-source-'))
  path = join(folder, 'big.bin')
  await writeFile(path, content)
})
afterEach(() => rm(folder, { recursive: true }))

async function readAll(pace: Pace, position: number, between = async () => {}) {
  const source = await openLocalSource(path, { follow: false, pace })
  const pieces: Buffer[] = []
  const reader = source.readFrom(position)
  for (;;) {
    const piece = await reader.read()
    if (!piece) break
    // Copies: the buffer is used again.
    pieces.push(Buffer.from(piece))
    await between()
  }
  const isUnchanged = await source.isUnchanged()
  await source.close()
  return { bytes: Buffer.concat(pieces), isUnchanged }
}

describe('a big file that is sent', () => {
  it.each([
    ['a quick disk', () => true, true],
    ['a slow disk', () => false, false],
    ['a disk that is quick now and then', () => Math.floor(asked++ / 3) % 2 === 0, true],
  ])('is read in order from %s, from wherever a resume begins', async (_disk, isQuick, isHere) => {
    asked = 0
    for (const position of [0, 1_234_567, content.length - 1, content.length]) {
      const pace = paceOf(isQuick)
      const { bytes, isUnchanged } = await readAll(pace, position)
      expect(bytes.equals(content.subarray(position))).toBe(true)
      expect(isUnchanged).toBe(true)
      if (position === 0) expect(pace.measured > 2).toBe(isHere)
    }
  })

  it.each([
    ['quick', true],
    ['slow', false],
  ])('is not what it was when it changes meanwhile (%s disk)', async (_disk, isQuick) => {
    let changes = 1
    const grown = await readAll(
      paceOf(() => isQuick),
      0,
      async () => {
        if (changes-- > 0) await appendFile(path, 'more')
      },
    )
    expect(grown.bytes.length).toBe(content.length + 4)
    expect(grown.isUnchanged).toBe(false)
    changes = 1
    const cut = await readAll(
      paceOf(() => isQuick),
      0,
      async () => {
        if (changes-- > 0) await truncate(path, 2_500_000)
      },
    )
    expect(cut.bytes.length).toBe(2_500_000)
    expect(cut.isUnchanged).toBe(false)
  })
})
