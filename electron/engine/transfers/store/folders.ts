import type { QueueChanges } from './queueChanges.ts'
import type { ItemStore } from './items.ts'
import { folderColumns, type Folder, type Item } from './rows.ts'

export type FolderStore = ReturnType<typeof createFolderStore>

/** What only folder items have, and when a folder is done. */
export function createFolderStore(changes: QueueChanges, items: ItemStore, now: () => number) {
  const { writer, commits, counts, changed } = changes
  const readFolder = writer.prepare(`SELECT ${folderColumns} FROM folder WHERE id = ?`)
  const setPlanned = writer.prepare('UPDATE folder SET planned = 1, fingerprint = ? WHERE id = ?')
  const ancestors = writer.prepare(`
    WITH RECURSIVE above(id) AS (
      SELECT parent FROM item WHERE id = ?
      UNION ALL SELECT item.parent FROM item JOIN above USING (id)
    )
    SELECT fingerprint FROM folder JOIN above USING (id) WHERE fingerprint IS NOT NULL`)

  const countLeft = writer.prepare(
    "SELECT count(*) AS left FROM item WHERE direction = 'delete' AND parent = ? AND state <> 'done'",
  )
  const emptied: ((server: string) => void)[] = []

  const read = (id: number) => readFolder.get(id) as Folder | undefined

  /** A folder ends with the last of its contents, and comes back with any of them. */
  function settle(id: number): void {
    const folder = read(id)
    const item = items.read(id)
    if (!folder || !item) return
    changed(id)
    if (!folder.planned) return
    if (folder.open > 0) {
      items.apply(item, 'reopen', { finishedAt: null })
      return
    }
    if (item.direction === 'delete') return settleDeleted(item, folder)
    if (item.state === 'paused') items.apply(item, 'resume', {}, true)
    const finishedAt = now()
    // A subfolder has done its part when it is planned; its root answers for all files.
    if (item.parent !== null || folder.failed === 0) items.apply(item, 'finish', { finishedAt })
    else {
      const message = `${folder.failed} of ${folder.files} files failed`
      const detail = JSON.stringify({ code: 'transfer-incomplete', message })
      items.apply(item, 'fail', { finishedAt, detail })
    }
  }

  /** A folder whose contents are deleted goes itself; else it stays, and says why at its root. */
  function settleDeleted(item: Item, { failed, files }: Folder): void {
    if (item.state !== 'open') return
    const { left } = countLeft.get(item.id) as { left: number }
    const finishedAt = now()
    if (left === 0) {
      items.apply(item, 'emptied')
      for (const listener of emptied) listener(item.server)
    } else if (item.parent !== null) items.apply(item, 'skip', { finishedAt })
    else if (failed === 0) items.apply(item, 'cancel', { finishedAt })
    else {
      const message = `${failed} of ${files} files were not deleted`
      const detail = JSON.stringify({ code: 'delete-incomplete', message })
      items.apply(item, 'fail', { finishedAt, detail })
    }
  }

  commits.beforeCommit(() => counts.write(settle))

  return {
    read,
    /** Told of the server where a folder waits to be removed. */
    onEmptied: (listener: (server: string) => void) => void emptied.push(listener),
    /** Its contents are in the queue now. */
    setPlanned(id: number, fingerprint: string | null): void {
      commits.change(() => {
        setPlanned.run(fingerprint, id)
        counts.touch(id)
      })
    },
    /** What the listings of the folders above looked like, for finding loops. */
    fingerprintsAbove(id: number): string[] {
      return (ancestors.all(id) as { fingerprint: string }[]).map((row) => row.fingerprint)
    },
  }
}
