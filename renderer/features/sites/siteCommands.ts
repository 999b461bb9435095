import {
  ArrowDownAZ,
  Copy,
  FolderPlus,
  Pencil,
  Plug,
  ServerCog,
  Star,
  Trash2,
  Undo2,
  Upload,
} from '@lucide/vue'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { AppError } from '../../../electron/contract/errors.ts'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSites } from '../../stores/sites.ts'
import { useVault } from '../../stores/vault.ts'
import type { MenuItem } from '../../ui/menu.ts'
import { useConnectSite } from './connectSite.ts'
import { useSiteForm } from './siteForm.ts'
import { useSiteManager } from './siteManager.ts'
import { neighbourOf } from './treeRows.ts'

/** What can be done to the selected sites and folders. */
export const useSiteCommands = defineStore('site-commands', () => {
  const manager = useSiteManager()
  const sites = useSites()
  const form = useSiteForm()
  const vault = useVault()
  const notices = useNotices()
  const { connectSite } = useConnectSite()
  /** Deletions of this window that can be undone, the last one at the end. */
  const tickets = shallowRef<readonly string[]>([])
  const canUndo = computed(() => tickets.value.length > 0)
  let removing: Promise<void> = Promise.resolve()

  /** Undoes this deletion, or the last one. */
  const undo = async (ticket?: string) => {
    // Pressed at once, it means the deletion that is still being written.
    await removing
    const wanted = ticket ?? tickets.value.at(-1)
    if (wanted === undefined || !tickets.value.includes(wanted)) return
    tickets.value = tickets.value.filter((other) => other !== wanted)
    await sites.undoRemove(wanted).catch(notices.showError)
  }
  const remove = () => {
    const ids = [...manager.selected]
    const start = () => {
      removing = removing.then(() => removeThese(ids)).catch(notices.showError)
    }
    // What is unsaved of a deleted site goes with it; a new one in the form stays until decided.
    if (manager.isNew) form.leave(start)
    else start()
  }
  const removeThese = async (chosen: readonly string[]) => {
    // Pressed twice, the second one finds nothing left.
    const ids = chosen.filter((id) => sites.sites.has(id) || sites.folders.has(id))
    const [first] = ids
    if (first === undefined) return
    const next = neighbourOf(manager.rows, ids)
    const name = (sites.sites.get(first) ?? sites.folders.get(first))?.name ?? ''
    const isStillHere = manager.holdPlace()
    const { ticket } = await sites.remove(ids)
    tickets.value = [...tickets.value, ticket]
    if (isStillHere()) {
      form.startNew(null)
      manager.select(next === undefined ? [] : [next])
    }
    const text =
      ids.length === 1
        ? t('sites.deletedOne', { name })
        : t('sites.deletedMany', { count: ids.length }, ids.length)
    notices.showInfo(text, [], [{ label: t('sites.undo'), run: () => void undo(ticket) }])
  }
  /** The copies are selected, so that what is unsaved in the form is settled first. */
  const duplicate = () => form.leave(() => void copySelected())
  const copySelected = async () => {
    const ids = [...manager.selected]
    const isStillHere = manager.holdPlace()
    try {
      const made = await sites.duplicate(ids)
      if (made.length > 0 && isStillHere()) manager.select(made.map(({ id }) => id))
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'vault-locked') notices.showError(thrown)
      else if (await vault.ensureOpen()) await copySelected()
    }
  }
  const rename = (edit: () => void) => {
    const [id] = manager.selected
    if (id !== undefined && sites.folders.has(id)) manager.dialog = 'rename-folder'
    else edit()
  }
  /** One place up or down among its siblings of the same kind. */
  const nudge = (by: -1 | 1): Promise<void> | undefined => {
    const [id] = manager.selected
    const all = id !== undefined && sites.folders.has(id) ? sites.folders : sites.sites
    const item = id === undefined ? undefined : all.get(id)
    if (!item || manager.selected.length !== 1 || manager.search.trim() !== '') return undefined
    const siblings = [...all.values()]
      .filter(({ parentId }) => parentId === item.parentId)
      .sort((one, other) => one.position - other.position)
    const target = siblings.indexOf(item) + by
    if (target < 0 || target >= siblings.length) return undefined
    const before = siblings[by > 0 ? target + 1 : target]?.id ?? null
    return sites.move([item.id], item.parentId, before)
  }
  const markFavourite = () => {
    const chosen = manager.selectedSites
    const isFavourite = chosen.some((site) => !site.isFavourite)
    sites
      .change(
        chosen.map(({ id }) => id),
        { isFavourite },
      )
      .catch(notices.showError)
  }

  const menu = (edit: () => void): MenuItem[] => {
    const [first] = manager.selectedSites
    const hasSites = first !== undefined
    const hasAny = manager.selected.length > 0
    const isFolder = hasAny && sites.folders.has(manager.selected[0] ?? '')
    return [
      {
        kind: 'item',
        label: t('connection.connect'),
        icon: Plug,
        disabled: manager.selectedSites.length !== 1,
        testId: 'site-menu-connect',
        run: () => first && form.leave(() => connectSite(first)),
      },
      {
        kind: 'item',
        label: t(isFolder ? 'actions.rename' : 'sites.edit'),
        icon: Pencil,
        keyText: 'F2',
        disabled: manager.selected.length !== 1,
        testId: 'site-menu-edit',
        run: () => rename(edit),
      },
      {
        kind: 'item',
        label: t('sites.duplicate'),
        icon: Copy,
        disabled: !hasAny,
        testId: 'site-menu-duplicate',
        run: duplicate,
      },
      {
        kind: 'item',
        label: t('sites.favourite'),
        icon: Star,
        disabled: !hasSites,
        isChecked: hasSites && manager.selectedSites.every((site) => site.isFavourite),
        testId: 'site-menu-favourite',
        run: markFavourite,
      },
      { kind: 'separator' },
      {
        kind: 'item',
        label: t('actions.newSite'),
        icon: ServerCog,
        testId: 'site-menu-new',
        run: () => form.leave(() => manager.startNew()),
      },
      {
        kind: 'item',
        label: t('actions.newFolder'),
        icon: FolderPlus,
        testId: 'site-menu-new-folder',
        run: () => {
          manager.dialog = 'new-folder'
        },
      },
      {
        kind: 'item',
        label: t('sites.sortHere'),
        icon: ArrowDownAZ,
        run: () => {
          sites.sort(manager.folderForNew).catch(notices.showError)
        },
      },
      { kind: 'separator' },
      {
        kind: 'item',
        label: t('actions.exportSites'),
        icon: Upload,
        disabled: !hasAny,
        run: () => {
          manager.dialog = 'export'
        },
      },
      {
        kind: 'item',
        label: t('sites.undoDelete'),
        icon: Undo2,
        disabled: !canUndo.value,
        run: () => void undo(),
      },
      {
        kind: 'item',
        label: t('actions.delete'),
        icon: Trash2,
        isDanger: true,
        disabled: !hasAny,
        testId: 'site-menu-delete',
        run: remove,
      },
    ]
  }

  return { remove, undo, duplicate, rename, nudge, markFavourite, menu, canUndo }
})
