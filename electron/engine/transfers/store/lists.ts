import type { DatabaseSync } from 'node:sqlite'
import type { TransferGroupKey, TransferQuery } from '../../../contract/transfers.ts'
import { fromStored, toStored } from './exactText.ts'
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
  reader.function('folder_of', { deterministic: true }, (path) => folderOfPath(String(path)))
  const wanted = `(:text IS NULL OR source LIKE :text ESCAPE '\\' OR target LIKE :text ESCAPE '\\')
    AND (:server IS NULL OR server = :server)
    AND (:folder IS NULL OR folder_of(target) = :folder)`
  const groups = (tab: 'queue' | 'failed' | 'done', folder: string) => `
    SELECT server, ${folder} AS folder, count(*) AS items,
      coalesce(sum(CASE WHEN kind = 'file' THEN size END), 0) AS bytes
    FROM item WHERE tab = ${tabs[tab]} AND ${wanted} GROUP BY 1, 2
    ORDER BY ${tab === 'queue' ? 'min(rank), min(sub)' : 'max(finished) DESC'} LIMIT 1000`
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
          // Whatever is not asked for is null.
          some: reader.prepare(window(`AND ${wanted}`)),
          count: reader.prepare(
            `SELECT count(*) AS items FROM item WHERE tab = ${tabs[tab]} AND ${wanted}`,
          ),
          sites: reader.prepare(groups(tab, 'NULL')),
          folders: reader.prepare(groups(tab, 'folder_of(target)')),
        },
      ]
    }),
  )
  const byIds = reader.prepare(
    `${joined} WHERE item.id IN (SELECT value FROM json_each(?)) ORDER BY item.rank, item.sub`,
  )

  const unfinished = reader.prepare(`
    SELECT ${itemColumns} FROM item LEFT JOIN folder USING (id)
    WHERE tab IN (${tabs.hidden}, ${tabs.queue}) AND direction <> 'delete' AND coalesce(folder.planned, 0) = 0
      AND state NOT IN ('done', 'skipped', 'cancelled')
    ORDER BY rank, sub`)

  return {
    /** `total` is null without a search: the totals of the queue have it. */
    window({ tab, offset, limit, search, group }: TransferQuery): {
      items: ListedItem[]
      total: number | null
    } {
      const { plain, some, count } = statements[tab]!
      if (!search && !group)
        return { items: plain.all({ limit, offset }).map(readListed), total: null }
      const which = whichOf(search, group)
      const { items } = count.get(which) as { items: number }
      return { items: some.all({ ...which, limit, offset }).map(readListed), total: items }
    },

    /** Groups in the order of their first items. */
    groups({ tab, by, search }: Pick<TransferQuery, 'tab' | 'search'> & { by: 'site' | 'folder' }) {
      const { sites, folders } = statements[tab]!
      const rows = (by === 'site' ? sites : folders).all(whichOf(search)) as {
        server: string
        folder: string | null
        items: number
        bytes: number
      }[]
      for (const row of rows) if (row.folder !== null) row.folder = fromStored(row.folder)
      return rows
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

function whichOf(search: string | undefined, group?: TransferGroupKey) {
  return {
    text: search ? `%${toStored(search).replace(/[\\%_]/g, '\\$&')}%` : null,
    server: group?.serverId ?? null,
    folder: group?.folder === undefined ? null : toStored(group.folder),
  }
}

/** The folder around a local or remote path, without a separator at its end. */
function folderOfPath(path: string): string {
  const at = path.startsWith('/')
    ? path.lastIndexOf('/')
    : Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return at <= 0 ? '/' : path.slice(0, at)
}

function readListed(row: unknown): ListedItem {
  const { folderId, planned, open, files, done, failed, bytes, bytesDone } = row as Omit<
    Folder,
    'id'
  > & { folderId: number | null }
  const folder = folderId === null ? null : { planned, open, files, done, failed, bytes, bytesDone }
  return Object.assign(readItem(row), { folder })
}
