import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openQueueStore } from '../../../electron/engine/transfers/store/index.ts'
import { migrations } from '../../../electron/engine/transfers/store/schema.ts'

let folder: string
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a queue of an older version', () => {
  it('keeps its items, which then have what is new', async () => {
    folder = mkdtempSync(join(tmpdir(), 'sampan-migrations-'))
    const old = new DatabaseSync(join(folder, 'queue.sqlite'))
    old.exec(`${migrations[0]}; PRAGMA user_version = 1`)
    old.exec(`
      INSERT INTO batch(id, policy) VALUES (1, 'ask');
      INSERT INTO item(depth, batch, rank, sub, tab, state, direction, kind, lane, server,
        source_server, source, target, size)
      VALUES (0, 1, 1, 1, 1, 'waiting', 'download', 'file', 'small', 's', 's', '/a', '/b', 5),
        (0, 1, 2, 2, 3, 'done', 'download', 'file', 'small', 's', 's', '/c', '/d', 7)`)
    old.close()
    const store = await openQueueStore({
      folder,
      now: () => 1,
      onBroken(error) {
        throw error
      },
    })
    try {
      expect(store.setAsideAs).toBeUndefined()
      expect(store.totals).toEqual({ queue: 1, failed: 0, done: 1, bytes: 5 })
      const [item] = store.items.next('s', 'download', 'small', 10)
      expect(item).toMatchObject({ source: '/a', priority: 0, permissions: null, route: null })
      await store.bulk.setPriority({ ids: [item!.id] }, 1)
      expect(store.items.read(item!.id)?.priority).toBe(1)
    } finally {
      store.close()
    }
  })
})
