import { defineStore } from 'pinia'
import type { FailureReport, Place } from '../../electron/contract/files.ts'
import { useBridge } from '../bridge.ts'
import { joinPath } from '../features/panes/paths.ts'
import { t } from '../i18n.ts'
import { visibleText } from '../text.ts'
import { useNotices } from './notices.ts'
import type { Pane } from './pane.ts'

/** What is done to files from the panes. Each shows its failure itself and refreshes what changed. */
export const useOperations = defineStore('operations', () => {
  const bridge = useBridge()
  const notices = useNotices()

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

  return { makeFolder, rename, remove, move }
})
