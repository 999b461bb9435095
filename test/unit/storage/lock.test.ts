import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFileName, lockFolder } from '../../../electron/engine/storage/lock.ts'
import {
  isAlive,
  isSameStart,
  ownStart,
  startOf,
} from '../../../electron/engine/storage/processStart.ts'

let folder: string
const children: ChildProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-lock-'))
})
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  await rm(folder, { recursive: true, force: true })
})

const node = join(import.meta.dirname, '../../../node_modules/.bin/node')

/** A process that tries for the lock and says `held` or the error's code. */
async function contender(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(node, [join(import.meta.dirname, 'lockHolder.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, said: said.toString().trim() }
}

const writeOwner = (owner: object) =>
  writeFile(join(folder, lockFileName), JSON.stringify({ token: 'x', ...owner }))

describe('lockFolder', { timeout: 60_000 }, () => {
  it('makes the folder, holds the lock, and gives it free', async () => {
    const deep = join(folder, 'a', 'b')
    const lock = await lockFolder(deep)
    expect(await readdir(deep)).toEqual([lockFileName])
    await lock.release()
    await lock.release()
    expect(await readdir(deep)).toEqual([])
  })

  it('refuses a second owner, in the same process and in another', async () => {
    const lock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'data-folder-in-use' })
    expect((await contender()).said).toBe('data-folder-in-use')
    await lock.release()
    expect((await contender()).said).toBe('held')
  })

  it('names the process that is in the way, and what to do', async () => {
    const { child } = await contender()
    await expect(lockFolder(folder)).rejects.toThrow(`process ${child.pid}`)
    await expect(lockFolder(folder)).rejects.toThrow('Close it')
  })

  it('takes over what a killed process left', async () => {
    const { child, said } = await contender()
    expect(said).toBe('held')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await lockFolder(folder)
    await lock.release()
  })

  it('takes over when the process number was given to another process', async () => {
    await writeOwner({ pid: process.pid, start: { exact: 'another boot/1' }, host: hostname() })
    const lock = await lockFolder(folder)
    await lock.release()
  })

  it('takes over a lock file that is damaged', async () => {
    await writeFile(join(folder, lockFileName), '{')
    const lock = await lockFolder(folder)
    await lock.release()
  })

  it('does not take over from another machine', async () => {
    await writeOwner({ pid: 1, start: { wallClock: 0 }, host: 'elsewhere.example' })
    await expect(lockFolder(folder)).rejects.toThrow('on the machine elsewhere.example')
  })

  it('does not remove the lock of somebody who took over', async () => {
    const lock = await lockFolder(folder)
    await writeOwner({ pid: 1, start: { wallClock: 0 }, host: 'elsewhere.example' })
    await lock.release()
    expect(await readFile(join(folder, lockFileName), 'utf8')).toContain('elsewhere')
  })

  it('goes on when a process crashed while it took over', async () => {
    await writeFile(join(folder, lockFileName), '{')
    const guard = join(folder, `${lockFileName}.takeover`)
    await writeFile(guard, '')
    await utimes(guard, new Date(0), new Date(0))
    const lock = await lockFolder(folder)
    expect(await readdir(folder)).toEqual([lockFileName])
    await lock.release()
  })

  it('has one winner when many find the same stale lock', async () => {
    await writeOwner({ pid: process.pid, start: { exact: 'another boot/1' }, host: hostname() })
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(folder)))
    const winners = results.filter((result) => result.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    expect(await readdir(folder)).toEqual([lockFileName])
    for (const winner of winners) await winner.value.release()
  })
})

describe('process starts', { timeout: 60_000 }, () => {
  it('finds the start of this process and of a child', async () => {
    const own = await ownStart()
    const seen = await startOf(process.pid)
    expect(seen && isSameStart(own, seen)).toBe(true)
    const { child } = await contender()
    const pid = child.pid ?? 0
    expect(isAlive(pid)).toBe(true)
    expect(await startOf(pid)).toBeDefined()
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isAlive(pid)).toBe(false)
    expect(await startOf(pid)).toBeUndefined()
  })

  it.runIf(process.platform === 'linux')('reads it as BSD and macOS tell it: from ps', async () => {
    const real = Object.getOwnPropertyDescriptor(process, 'platform')!
    Object.defineProperty(process, 'platform', { ...real, value: 'darwin' })
    try {
      const [own, seen] = [await ownStart(), await startOf(process.pid)]
      expect(own).toHaveProperty('wallClock')
      expect(seen && isSameStart(own, seen)).toBe(true)
      expect(await startOf(2 ** 22 + 1)).toBeUndefined()
    } finally {
      Object.defineProperty(process, 'platform', real)
    }
  })

  it('allows wall clocks a few seconds, exact starts nothing', () => {
    expect(isSameStart({ wallClock: 10_000 }, { wallClock: 12_000 })).toBe(true)
    expect(isSameStart({ wallClock: 10_000 }, { wallClock: 30_000 })).toBe(false)
    expect(isSameStart({ exact: 'a/1' }, { exact: 'a/2' })).toBe(false)
    expect(isSameStart({ exact: 'a/1' }, { wallClock: 1 })).toBe(false)
    expect(isSameStart({ wallClock: 1 }, { exact: 'a/1' })).toBe(false)
  })
})
