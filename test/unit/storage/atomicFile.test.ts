import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  previousOf,
  removeLeftovers,
  renameStubbornly,
  writeFileAtomically,
} from '../../../electron/engine/storage/atomicFile.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-atomic-'))
  file = join(folder, 'sites.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = (path: string) => readFile(path, 'utf8')

describe('writeFileAtomically', () => {
  it('makes the folder, and a file that is its user’s alone', async () => {
    const deep = join(folder, 'new', 'folder', 'sites.json')
    await writeFileAtomically(deep, 'one')
    expect(await text(deep)).toBe('one')
    if (process.platform !== 'win32') {
      expect((await stat(deep)).mode & 0o777).toBe(0o600)
      expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700)
    }
  })

  it('replaces the content and leaves nothing else behind', async () => {
    await writeFileAtomically(file, 'one')
    await writeFileAtomically(file, new Uint8Array([0x74, 0x77, 0x6f]))
    expect(await text(file)).toBe('two')
    expect(await readdir(folder)).toEqual(['sites.json'])
  })

  it('keeps the previous version when asked', async () => {
    await writeFileAtomically(file, 'one', { keepPrevious: true })
    expect(await readdir(folder)).toEqual(['sites.json'])
    await writeFileAtomically(file, 'two', { keepPrevious: true })
    await writeFileAtomically(file, 'three', { keepPrevious: true })
    expect(await text(file)).toBe('three')
    expect(await text(previousOf(file))).toBe('two')
    expect((await readdir(folder)).sort()).toEqual(['sites.json', 'sites.json.previous'])
  })

  it('goes on after a crash between keeping the previous version and replacing the file', async () => {
    await writeFile(file, 'one')
    await link(file, previousOf(file))
    await writeFileAtomically(file, 'two', { keepPrevious: true })
    expect(await text(file)).toBe('two')
    expect(await text(previousOf(file))).toBe('one')
    expect((await readdir(folder)).sort()).toEqual(['sites.json', 'sites.json.previous'])
  })

  it('leaves the old content when it cannot write, and no debris', async () => {
    await writeFileAtomically(file, 'one')
    await unlink(file)
    // A folder in place of the file: the rename fails after the data was written.
    await writeFileAtomically(join(file, 'inside'), 'x')
    await expect(writeFileAtomically(file, 'two')).rejects.toThrow()
    expect(await readdir(folder)).toEqual(['sites.json'])
  })

  it('survives many writers at once: one of them wins whole', async () => {
    const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(100_000))
    await Promise.all(contents.map((content) => writeFileAtomically(file, content)))
    expect(contents).toContain(await text(file))
    expect(await readdir(folder)).toEqual(['sites.json'])
  })
})

describe('a process killed while it writes', () => {
  const writer = join(import.meta.dirname, 'endlessWriter.ts')
  const node = join(import.meta.dirname, '../../../node_modules/.bin/node')

  it('leaves the old or the new content, and the previous version whole', async () => {
    for (let round = 0; round < 6; round++) {
      const child = spawn(node, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(child.stdout, 'data')
      // The first write is done; kill at another point of the later ones in each round.
      await delay(round * 11)
      child.kill('SIGKILL')
      await once(child, 'exit')
      for (const path of [file, previousOf(file)]) {
        const content = await text(path)
        expect(content).toHaveLength(1_000_000)
        expect(new Set(content).size).toBe(1)
      }
    }
    await removeLeftovers(file)
    expect((await readdir(folder)).sort()).toEqual(['sites.json', 'sites.json.previous'])
  }, 60_000)
})

describe('removeLeftovers', () => {
  it('removes only what a write of this very file left', async () => {
    const others = ['.sites.json.notours.new', '.sitesXjson.0123456789abcdef.new', 'sites.json']
    for (const name of others) await writeFile(join(folder, name), '')
    await writeFile(join(folder, '.sites.json.0123456789abcdef.new'), '')
    await removeLeftovers(file)
    expect((await readdir(folder)).sort()).toEqual([...others].sort())
  })

  it('does not mind a missing folder', async () => {
    await removeLeftovers(join(folder, 'missing', 'file'))
  })
})

describe('renameStubbornly', () => {
  const failing = (code: string, times: number) => {
    const calls: string[] = []
    const renameOnce = async (from: string) => {
      calls.push(from)
      if (calls.length <= times) throw Object.assign(new Error(code), { code })
    }
    return { calls, renameOnce }
  }

  it('waits on Windows for a virus scanner to let go', async () => {
    const { calls, renameOnce } = failing('EPERM', 3)
    await renameStubbornly('a', 'b', { platform: 'win32', renameOnce })
    expect(calls).toHaveLength(4)
  })

  it('does not wait elsewhere, nor for other errors', async () => {
    for (const [platform, code] of [
      ['linux', 'EPERM'],
      ['win32', 'ENOENT'],
    ] as const) {
      const { calls, renameOnce } = failing(code, 1)
      await expect(renameStubbornly('a', 'b', { platform, renameOnce })).rejects.toThrow(code)
      expect(calls).toHaveLength(1)
    }
  })

  it('gives up on Windows in the end', async () => {
    const { renameOnce } = failing('EBUSY', 100)
    await expect(renameStubbornly('a', 'b', { platform: 'win32', renameOnce })).rejects.toThrow(
      'EBUSY',
    )
  })
})
