import type { DatabaseSync } from 'node:sqlite'
import type { TransferQuery } from '../../../contract/transfers.ts'
import { toStored } from './exactText.ts'
import { folderColumns, itemColumns, readItem, tabs, type Folder, type Item } from './rows.ts'

/** A row as it is on disk, with what a folder knows of its contents. */
export type ListedItem = Item & { folder: Omit<Folder, 'id'> | null }

/** Windows of rows, read from what is committed. */
export function createLists(reader: DatabaseSync) {
  const folderOf = folderColumns.replace('folder.id,', '')
  const joined = `SELECT ${itemColumns}, folder.id AS folderId, ${folderOf} FROM item
    LEFT JOIN folder ON folder.id = item.id`
  const orders = {
    queue: 'rank, sub',
    // The newest on top.
    failed: 'finished DESC, id DESC',
    done: 'finished DESC, id DESC',
  }
  const found = "(source LIKE :text ESCAPE '\\' OR target LIKE :text ESCAPE '\\')"
  const statements = Object.fromEntries(
    (['queue', 'failed', 'done'] as const).map((tab) => {
      const window = (condition: string) => `
        ${joined} JOIN (SELECT id AS windowId FROM item WHERE tab = ${tabs[tab]} ${condition}
          ORDER BY ${orders[tab]} LIMIT :limit OFFSET :offset) ON windowId = item.id
        ORDER BY ${orders[tab].replaceAll(/\b(rank|sub|finished|id)\b/g, 'item.$1')}`
      return [
        tab,
        {
          plain: reader.prepare(window('')),
          search: reader.prepare(window(`AND ${found}`)),
          count: reader.prepare(
            `SELECT count(*) AS items FROM item WHERE tab = ${tabs[tab]} AND ${found}`,
          ),
        },
      ]
    }),
  )
  const byIds = reader.prepare(
    `${joined} WHERE item.id IN (SELECT value FROM json_each(?)) ORDER BY item.rank, item.sub`,
  )

  const unfinished = reader.prepare(`
    SELECT ${itemColumns} FROM item LEFT JOIN folder USING (id)
    WHERE tab IN (${tabs.hidden}, ${tabs.queue}) AND coalesce(folder.planned, 0) = 0
      AND state NOT IN ('done', 'skipped', 'cancelled')
    ORDER BY rank, sub`)

  return {
    /** `total` is null without a search: the totals of the queue have it. */
    window({ tab, offset, limit, search }: TransferQuery): {
      items: ListedItem[]
      total: number | null
    } {
      const { plain, search: searching, count } = statements[tab]!
      if (!search) return { items: plain.all({ limit, offset }).map(readListed), total: null }
      const text = `%${toStored(search).replace(/[\\%_]/g, '\\$&')}%`
      const { items } = count.get({ text }) as { items: number }
      return { items: searching.all({ limit, offset, text }).map(readListed), total: items }
    },

    /** What would have to be done again elsewhere: files and folders not yet looked into. */
    unfinished(): Item[] {
      return unfinished.all().map(readItem)
    },

    read(ids: Iterable<number>): ListedItem[] {
      return byIds.all(JSON.stringify([...ids])).map(readListed)
    },
  }
}

function readListed(row: unknown): ListedItem {
  const item = readItem(row) as Item & Omit<Folder, 'id'> & { folderId: number | null }
  const { planned, open, files, done, failed, bytes, bytesDone } = item
  const folder =
    item.folderId === null ? null : { planned, open, files, done, failed, bytes, bytesDone }
  return Object.assign(item, { folder })
}
