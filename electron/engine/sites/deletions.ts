import { randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { SiteSecrets } from './siteSecrets.ts'
import type { SiteStore } from './siteStore.ts'
import { restored, subtree, without } from './siteTree.ts'
import type { Subtree } from './siteTree.ts'

/** Deletions that can be undone; older ones are final. */
const mostUndoable = 50

/**
 * Deletes sites, and their secrets once the deletion is final: at the end of Sampan, or when many
 * others came after it. A crash in between is made up for at the next start.
 */
export function createDeletions(store: SiteStore, secrets: SiteSecrets) {
  const undoable = new Map<string, Subtree>()

  const finish = async (sites: readonly string[]) => {
    const isBack = (id: string) => store.get().sites.has(id)
    const gone = sites.filter((id) => !isBack(id))
    for (const id of gone) await secrets.forget(id)
    const done = new Set(sites)
    await store.change((state) => ({
      ...state,
      deleted: state.deleted.filter((id) => !done.has(id)),
    }))
  }

  return {
    async delete(ids: readonly string[]): Promise<{ ticket: string; sites: number }> {
      const ticket = randomUUID()
      let gone: Subtree = { folders: [], sites: [] }
      await store.change((state) => {
        gone = subtree(state, ids)
        const deleted = [...state.deleted, ...gone.sites.map(({ id }) => id)]
        return { ...state, ...without(state, gone), deleted }
      })
      undoable.set(ticket, gone)
      const [oldest] = undoable
      if (oldest && undoable.size > mostUndoable) {
        undoable.delete(oldest[0])
        await finish(oldest[1].sites.map(({ id }) => id))
      }
      return { ticket, sites: gone.sites.length }
    },
    async undo(ticket: string): Promise<void> {
      const gone = undoable.get(ticket)
      if (!gone) throw new AppError('not-possible-now', 'This deletion cannot be undone any more')
      await store.change((state) => {
        const back = new Set(gone.sites.map(({ id }) => id))
        const deleted = state.deleted.filter((id) => !back.has(id))
        return { ...state, ...restored(state, gone), deleted }
      })
      undoable.delete(ticket)
    },
    /** Forgets the secrets of everything deleted: at the start, and at the end. */
    async finishAll(): Promise<void> {
      undoable.clear()
      const { deleted } = store.get()
      if (deleted.length > 0) await finish(deleted)
    },
  }
}
