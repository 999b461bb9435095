import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  dataFolderState,
  presentDataFolder,
  settleDataFolder,
  wishToMove,
} from '../../../electron/engine/storage/dataFolder.ts'
import { lockFolder } from '../../../electron/engine/storage/lock.ts'

let base: string
let old: string
let next: string
const mounts: string[] = []
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sampan-move-'))
  old = join(base, 'old')
  next = join(base, 'deep', 'new')
  await mkdir(join(old, 'logs'), { recursive: true })
  await writeFile(join(old, 'sites.json'), '{"sites":1}')
  await writeFile(join(old, 'logs', 'a.log'), 'line')
})
afterEach(async () => {
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount])
  await rm(base, { recursive: true, force: true })
})
const text = (...path: string[]) => readFile(join(...path), 'utf8')
async function expectMoved(from: string, to: string) {
  expect(await text(to, 'sites.json')).toBe('{"sites":1}')
  expect(await text(to, 'logs', 'a.log')).toBe('line')
  expect(await readdir(from)).toEqual(['moved-to.json'])
}

describe('moving the data folder', () => {
  it('happens at the next start, and every later start follows', async () => {
    expect(await settleDataFolder(old)).toBe(old)
    await wishToMove(old, next)
    expect(await dataFolderState(old)).toEqual({ folder: old, movesTo: next })
    expect(await text(old, 'sites.json')).toBe('{"sites":1}')
    expect(await settleDataFolder(old)).toBe(next)
    await expectMoved(old, next)
    expect((await stat(next)).mode & 0o077).toBe(0)
    await writeFile(join(next, 'sites.json'), '{"sites":2}')
    expect(await settleDataFolder(old)).toBe(next)
    expect(await settleDataFolder(next)).toBe(next)
    expect(await presentDataFolder(old)).toBe(next)
    expect(await text(next, 'sites.json')).toBe('{"sites":2}')
  })

  it('can be called off', async () => {
    await wishToMove(old, next)
    await wishToMove(old, null)
    expect(await settleDataFolder(old)).toBe(old)
    expect(await dataFolderState(old)).toEqual({ folder: old })
  })

  it('goes on to a third place, and back to the first', async () => {
    const third = join(base, 'third')
    await wishToMove(old, next)
    await settleDataFolder(old)
    await wishToMove(next, third)
    expect(await settleDataFolder(old)).toBe(third)
    await wishToMove(third, old)
    expect(await settleDataFolder(old)).toBe(old)
    expect(await text(old, 'sites.json')).toBe('{"sites":1}')
    for (const start of [old, next, third]) {
      expect(await presentDataFolder(start)).toBe(old)
      expect(await settleDataFolder(start)).toBe(old)
    }
    await wishToMove(old, next)
    for (const start of [old, next, third]) expect(await settleDataFolder(start)).toBe(next)
  })

  it('is done again after a crash while it copied', async () => {
    await wishToMove(old, next)
    await writeFile(join(next, 'sites.json'), '{"sit')
    expect(await settleDataFolder(old)).toBe(next)
    await expectMoved(old, next)
  })

  it('is tidied up after a crash right behind it', async () => {
    await wishToMove(old, next)
    await settleDataFolder(old)
    await writeFile(join(old, 'sites.json'), '{"sites":1}')
    await writeFile(join(old, 'mine.txt'), 'of the user')
    await writeFile(join(next, 'sites.json'), '{"sites":2}')
    expect(await settleDataFolder(old)).toBe(next)
    expect(await text(next, 'sites.json')).toBe('{"sites":2}')
    expect((await readdir(old)).sort()).toEqual(['mine.txt', 'moved-to.json'])
  })

  it('stays where it is when the new disk is full, and says why', async () => {
    await mkdir(next, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', next])
    mounts.push(next)
    await writeFile(join(old, 'queue.db'), Buffer.alloc(2_000_000))
    await wishToMove(old, next)
    expect(await settleDataFolder(old)).toBe(old)
    expect(await dataFolderState(old)).toMatchObject({
      failed: { folder: next, code: 'local-disk-full' },
    })
    expect(await readdir(next)).toEqual([])
    expect(await text(old, 'sites.json')).toBe('{"sites":1}')
    await wishToMove(old, null)
    expect(await dataFolderState(old)).toEqual({ folder: old })
  })

  it('is refused into itself, around itself, and into a folder with something in it', async () => {
    const full = join(base, 'full')
    await mkdir(full)
    await writeFile(join(full, 'letter.txt'), '')
    await expect(wishToMove(old, full)).rejects.toMatchObject({ code: 'local-exists' })
    for (const target of [old, join(old, 'inside'), base])
      await expect(wishToMove(old, target)).rejects.toMatchObject({ code: 'bad-request' })
    expect(await dataFolderState(old)).toEqual({ folder: old })
  })

  it('waits for whoever uses the folder', async () => {
    await wishToMove(old, next)
    const lock = await lockFolder(old)
    await expect(settleDataFolder(old)).rejects.toMatchObject({ code: 'data-folder-in-use' })
    await lock.release()
    expect(await settleDataFolder(old)).toBe(next)
  })

  it('begins nothing anew while the new place is missing', async () => {
    await wishToMove(old, next)
    await settleDataFolder(old)
    await rm(next, { recursive: true })
    await expect(settleDataFolder(old)).rejects.toMatchObject({ code: 'local-not-found' })
    expect(await readdir(old)).toEqual(['moved-to.json'])
  })
})
