import { defineStore } from 'pinia'
import type { Entry, FailureReport, Place } from '../../electron/contract/files.ts'
import type { NewTransfer } from '../../electron/contract/transfers.ts'
import { useBridge } from '../bridge.ts'
import { isSafeName, joinPath } from '../features/panes/paths.ts'
import type { Cargo, DropPlan, DropTarget } from '../features/panes/dropPlan.ts'
import { t } from '../i18n.ts'
import { visibleText } from '../text.ts'
import { useNotices } from './notices.ts'
import type { Pane } from './pane.ts'
import { useTabs } from './tabs.ts'
import type { Tab } from './tabs.ts'
import { useTransfers } from './transfers.ts'

/** What is done to files from the panes. Each shows its failure itself and refreshes what changed. */
export const useOperations = defineStore('operations', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const transfers = useTransfers()
  const tabs = useTabs()

  const placeIn = (pane: Pane, name: string): Place => {
    const source = pane.source
    if (!source) throw new Error('The pane shows nothing')
    return source.place(joinPath(pane.path, name, source.style))
  }

  const makeFolder = async (pane: Pane, name: string) => {
    try {
      await bridge.api.makeFolder(placeIn(pane, name))
      pane.refresh(name)
    } catch (thrown) {
      notices.showError(thrown)
    }
  }

  const rename = async (pane: Pane, from: string, to: string) => {
    if (from === to) return
    try {
      await bridge.api.renameEntry(placeIn(pane, from), placeIn(pane, to))
      pane.refresh(to)
    } catch (thrown) {
      notices.showError(thrown)
    }
  }

  const reportFailures = (report: FailureReport) => {
    if (report.failures.length === 0) return
    const lines = report.failures.map(
      ({ path, message }) => `${visibleText(path)}: ${visibleText(message)}`,
    )
    notices.showInfo(
      t('operations.someFailed', { count: lines.length }, lines.length),
      lines.slice(0, 200),
    )
  }

  const remove = async (pane: Pane, names: string[]) => {
    const abort = new AbortController()
    const done = notices.showProgress(
      t('operations.deleting', { count: names.length }, names.length),
      () => abort.abort(),
    )
    try {
      const places = names.map((name) => placeIn(pane, name))
      reportFailures(await bridge.api.deleteEntries(places, abort.signal))
    } catch (thrown) {
      notices.showError(thrown)
    } finally {
      done()
      pane.refresh()
    }
  }

  /** Moves within one side, one rename after the other; goes on after a failure. */
  const move = async (pane: Pane, folder: string, names: string[], target: string) => {
    const source = pane.source
    if (!source) return
    const report: FailureReport = { done: 0, failures: [] }
    for (const name of names) {
      const from = joinPath(folder, name, source.style)
      const to = joinPath(target, name, source.style)
      try {
        await bridge.api.renameEntry(source.place(from), source.place(to))
        report.done++
      } catch (thrown) {
        const { message } = thrown as Error
        report.failures.push({ path: from, code: 'server-refused', message })
      }
    }
    reportFailures(report)
    pane.refresh()
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
    const unsafe = entries.filter((entry) => !isSafeName(entry.name))
    if (unsafe.length > 0)
      notices.showInfo(
        t('operations.leftOut', { count: unsafe.length }, unsafe.length),
        unsafe.slice(0, 200).map((entry) => visibleText(entry.name)),
      )
    const safe = entries.filter((entry) => isSafeName(entry.name))
    if (safe.length === 0) return
    const items: NewTransfer[] = safe.map((entry) => ({
      source: source.place(joinPath(folder, entry.name, source.style)),
      target: goal.place(joinPath(target, entry.name, goal.style)),
      kind: entry.kind,
      size: entry.size,
      modifiedAt: entry.modifiedAt,
    }))
    try {
      await transfers.enqueue(items, from.side === 'local' ? 'upload' : 'download')
    } catch (thrown) {
      notices.showError(thrown)
    }
  }

  /** Carries out a plan of `planDrop` for something dragged or pasted from a pane. */
  const carryOut = async (plan: DropPlan, cargo: Cargo, target: DropTarget) => {
    if (plan.verb === 'refuse') {
      notices.showInfo(t(`drop.refused.${plan.reason}`))
      return
    }
    const tab = tabs.tabs.find((candidate) => candidate.id === target.tabId)
    if (!tab || cargo.from !== 'pane') return
    const names = cargo.entries.map((entry) => entry.name)
    if (plan.verb === 'move') await move(tab[target.side], cargo.folder, names, plan.folder)
    else {
      const origin = tabs.tabs.find((candidate) => candidate.id === cargo.tabId) ?? tab
      await transfer(origin[cargo.side], cargo.folder, cargo.entries, tab[target.side], plan.folder)
    }
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
    await transfers.enqueue(items, 'upload').catch((thrown) => notices.showError(thrown))
  }

  return { makeFolder, rename, remove, transfer, carryOut, uploadFiles }
})

export type DesktopFile = {
  path: string
  name: string
  kind: 'file' | 'directory'
  size: number | null
  modifiedAt: number | null
}
