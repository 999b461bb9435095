import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listLocalFolder } from '../../../electron/engine/files/localFolder.ts'
import { watchLocalFolder } from '../../../electron/engine/files/watchLocalFolder.ts'
import { until } from '../../support/systemUntil.ts'

it('tells once of many changes, and stops when its reader does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-watch-'))
  const abort = new AbortController()
  const told: number[] = []
  try {
    const ended = watchLocalFolder(folder, {
      signal: abort.signal,
      send: async (batch) => void told.push(...batch.map(({ changes }) => changes)),
    })
    for (let count = 0; count < 50; count++) await writeFile(join(folder, `file ${count}`), 'x')
    await until(() => Promise.resolve(told.length > 0))
    expect(told.length).toBeLessThan(10)
    abort.abort()
    await ended
    const before = told.length
    await writeFile(join(folder, 'late'), 'x')
    await writeFile(join(folder, 'late'), 'y')
    expect(told.length).toBe(before)
  } finally {
    abort.abort()
    await rm(folder, { recursive: true })
  }
})

it('ends by itself when there is nothing to watch', async () => {
  const { signal } = new AbortController()
  await watchLocalFolder('/nowhere/at/all', { signal, send: () => Promise.resolve() })
})

it('names owner and group of local files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-owner-'))
  try {
    await writeFile(join(folder, 'mine'), '')
    const seen: (string | undefined)[] = []
    await listLocalFolder(
      folder,
      async (entries) => void seen.push(entries[0]?.owner, entries[0]?.group),
      new AbortController().signal,
    )
    if (process.platform === 'win32') expect(seen).toEqual([undefined, undefined])
    else expect(seen).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)])
  } finally {
    await rm(folder, { recursive: true })
  }
})
