import { onScopeDispose } from 'vue'
import { useApp } from '../../stores/app.ts'
import type { Pane, Side } from '../../stores/pane.ts'
import { useTabs } from '../../stores/tabs.ts'
import { useTransfers } from '../../stores/transfers.ts'
import { parentOf } from '../panes/paths.ts'

/** After the last arrival, and at most this long after the first one. */
const quietMilliseconds = 600
const longestMilliseconds = 8_000

/**
 * Reads a shown folder again when something arrived in it. Once for many files: a listing for each
 * of them is what makes other clients slow.
 */
export function useRefreshAfterTransfers(): void {
  const transfers = useTransfers()
  const tabs = useTabs()
  const app = useApp()
  const due = new Map<string, { first: number; timer: ReturnType<typeof setTimeout> }>()

  const panesOf = (side: Side): Pane[] => tabs.tabs.map((tab) => tab[side])

  const schedule = (side: Side, folder: string) => {
    const key = `${side} ${folder}`
    const waiting = due.get(key)
    const now = performance.now()
    const first = waiting?.first ?? now
    if (waiting && now - first > longestMilliseconds) return
    clearTimeout(waiting?.timer)
    const timer = setTimeout(() => {
      due.delete(key)
      for (const pane of panesOf(side))
        if (pane.path === folder && pane.status.state === 'ready' && pane.renaming === undefined)
          pane.refresh()
        else pane.outdate(folder)
    }, quietMilliseconds)
    due.set(key, { first, timer })
  }

  const stop = transfers.onChange((changed) => {
    for (const transfer of changed) {
      if (transfer.status.state !== 'done') continue
      const side: Side = transfer.direction === 'download' ? 'local' : 'remote'
      const style = side === 'local' ? app.localStyle : 'posix'
      const folder = parentOf(transfer.target, style)
      if (folder === null) continue
      for (const pane of panesOf(side))
        if (pane.path === folder) schedule(side, folder)
        else pane.outdate(folder)
    }
  })
  onScopeDispose(() => {
    stop()
    for (const { timer } of due.values()) clearTimeout(timer)
  })
}
