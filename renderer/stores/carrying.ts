import { defineStore } from 'pinia'
import { AppError } from '../../electron/contract/errors.ts'
import type { Entry, Place } from '../../electron/contract/files.ts'
import type { NewTransfer, Transfer } from '../../electron/contract/transfers.ts'
import { useBridge } from '../bridge.ts'
import { useFileOperations } from '../features/fileOperations/fileOperations.ts'
import type { Dropped, UnreadableDrop } from '../features/panes/droppedFiles.ts'
import type { Cargo, DropPlan, DropTarget } from '../features/panes/dropPlan.ts'
import { isSafeName, joinPath, parentOf } from '../features/panes/paths.ts'
import { t } from '../i18n.ts'
import { visibleText } from '../text.ts'
import { useHanding } from './handing.ts'
import { useNotices } from './notices.ts'
import type { Pane } from './pane.ts'
import { useTabs } from './tabs.ts'
import type { Tab } from './tabs.ts'
import { useTransfers } from './transfers.ts'

export type DesktopFile = {
  path: string
  name: string
  kind: 'file' | 'directory'
  size: number | null
  modifiedAt: number | null
}

/** Names that are listed; the rest is counted. */
const shownNames = 200

/** Carries out what was dragged, dropped or pasted. */
export const useCarrying = defineStore('carrying', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const fileOperations = useFileOperations()
  const transfers = useTransfers()
  const handing = useHanding()
  const tabs = useTabs()

  const tellLeftOut = (names: string[]) => {
    if (names.length === 0) return
    notices.showInfo(
      t('operations.leftOut', { count: names.length }, names.length),
      names.slice(0, shownNames).map(visibleText),
    )
  }
  const tellUnreadable = (unreadable: readonly UnreadableDrop[]) => {
    const count = unreadable.length
    const [first] = unreadable
    if (!first) return
    const path = count === 1 ? first.path : t('drop.unreadable', { count }, count)
    const lines = unreadable.map(
      ({ path, cause }) => `${visibleText(path)}: ${visibleText(cause ?? t('drop.nameless'))}`,
    )
    const message = `The browser cannot read ${unreadable.map(({ path }) => path).join(', ')}`
    notices.showError(
      new AppError('drop-unreadable', message.slice(0, 1_000), { path }),
      [],
      lines.slice(0, shownNames),
    )
  }
  const enqueue = async (items: NewTransfer[], direction: Transfer['direction']) => {
    if (items.length > 0) await transfers.enqueue(items, direction)
  }

  const transfer = async (
    from: Pane,
    folder: string,
    entries: readonly Entry[],
    to: Pane,
    target: string,
  ) => {
    const source = from.source
    const goal = to.source
    if (!source || !goal) return
    tellLeftOut(entries.filter(({ name }) => !isSafeName(name)).map(({ name }) => name))
    const items = entries
      .filter(({ name }) => isSafeName(name))
      .map(({ name, kind, size, modifiedAt, permissions }) => ({
        source: source.place(joinPath(folder, name, source.style)),
        target: goal.place(joinPath(target, name, goal.style)),
        kind,
        size,
        modifiedAt,
        ...(permissions === undefined ? {} : { permissions }),
      }))
    const direction =
      from.side === to.side ? 'remote' : from.side === 'local' ? 'upload' : 'download'
    await enqueue(items, direction).catch(notices.showError)
  }

  /** Carries out a plan of `planDrop` for something dragged or pasted from a pane. */
  const carryOut = async (plan: DropPlan, cargo: Cargo, target: DropTarget) => {
    if (plan.verb === 'refuse') {
      notices.showInfo(t(`drop.refused.${plan.reason}`))
      return
    }
    const tab = tabs.tabs.find(({ id }) => id === target.tabId)
    if (!tab || cargo.from !== 'pane') return
    const origin = tabs.tabs.find(({ id }) => id === cargo.tabId) ?? tab
    const from = origin[cargo.side]
    const to = tab[target.side]
    const names = cargo.entries.map(({ name }) => name)
    const isSamePlace = cargo.side === target.side && (cargo.side === 'local' || origin === tab)
    if (plan.verb === 'move') await fileOperations.move(to, cargo.folder, names, plan.folder)
    else if (isSamePlace && cargo.folder === plan.folder)
      await fileOperations.duplicate(to, cargo.entries)
    else if (isSamePlace) await fileOperations.copyTo(to, cargo.folder, names, plan.folder)
    else await transfer(from, cargo.folder, cargo.entries, to, plan.folder)
  }

  /** Files dropped from the desktop, by the paths that the host knows of them. */
  const uploadFiles = async (tab: Tab, files: DesktopFile[], folder: string) => {
    const goal = tab.remote.source
    if (!goal) return
    const items: NewTransfer[] = files.map((file) => ({
      source: { kind: 'local', path: file.path },
      target: goal.place(joinPath(folder, file.name, goal.style)),
      kind: file.kind,
      size: file.size,
      modifiedAt: file.modifiedAt,
    }))
    await enqueue(items, 'upload').catch(notices.showError)
  }

  /** The same onto this machine's own side: they are copied there. */
  const copyFiles = async (tab: Tab, files: DesktopFile[], folder: string) => {
    const style = tab.local.source?.style ?? 'posix'
    for (const { path, name } of files)
      await fileOperations.copyTo(tab.local, parentOf(path, style) ?? path, [name], folder)
  }

  const makeFolders = async (places: Place[]) => {
    for (const place of places)
      try {
        await bridge.api.makeFolder(place)
      } catch (thrown) {
        // It may be there: then the files go into it, as with every folder that is uploaded.
        if (AppError.from(thrown).code !== 'remote-exists') await mustBeFolder(place, thrown)
      }
  }
  /** Servers refuse an existing folder in many words; whether it is one tells more. */
  const mustBeFolder = (place: Place, refusal: unknown) =>
    new Promise<void>((resolve, reject) => {
      const off = bridge.api.readFolder(place, {
        batch() {
          off()
          resolve()
        },
        error: () => reject(AppError.from(refusal)),
      })
    })

  /** Files and folders dropped on a browser, whose content only this page can read. */
  const uploadDropped = async (tab: Tab, dropped: Dropped, folder: string) => {
    const goal = tab.remote.source
    if (!goal) return
    const pathOf = (parts: string[]) =>
      parts.reduce((path, part) => joinPath(path, part, goal.style), folder)
    tellUnreadable(dropped.unreadable)
    if (dropped.files.length + dropped.folders.length === 0) return
    const isSafe = (parts: string[]) => parts.every(isSafeName)
    const files = dropped.files.filter(({ parts, file }) => isSafe([...parts, file.name]))
    tellLeftOut(
      dropped.files
        .filter(({ parts, file }) => !isSafe([...parts, file.name]))
        .map(({ parts, file }) => [...parts, file.name].join('/')),
    )
    const places = dropped.folders.filter(isSafe).map((parts) => goal.place(pathOf(parts)))
    const done = notices.showProgress(t('drop.preparing', { count: files.length }, files.length))
    try {
      await makeFolders(places)
      if (files.length > 0) {
        const { paths, takeBack } = await handing.hand(files.map(({ file }) => file))
        const items: NewTransfer[] = files.map(({ parts, file }, index) => ({
          source: { kind: 'local', path: paths[index]! },
          target: goal.place(pathOf([...parts, file.name])),
          kind: 'file',
          size: file.size,
          modifiedAt: file.lastModified,
        }))
        await enqueue(items, 'upload').catch((thrown: unknown) => {
          takeBack()
          throw thrown
        })
      }
      if (places.length > 0 && tab.remote.path === folder) tab.remote.refresh()
    } catch (thrown) {
      notices.showError(thrown)
    } finally {
      done()
    }
  }

  return { transfer, carryOut, uploadFiles, copyFiles, uploadDropped }
})
