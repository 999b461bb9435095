import type { Transfer } from '../../../electron/contract/transfers.ts'
import { useApp } from '../../stores/app.ts'
import { useFocus } from '../../stores/focus.ts'
import { useTabs } from '../../stores/tabs.ts'
import { baseName, parentOf } from '../panes/paths.ts'

/** Shows in a pane what a transfer has made, or is about to make. */
export function useReveal(transfer: () => Transfer | undefined) {
  const tabs = useTabs()
  const app = useApp()
  const focus = useFocus()

  const placeOf = () => {
    const one = transfer()
    if (!one || one.direction === 'delete') return undefined
    const side = one.direction === 'download' ? ('local' as const) : ('remote' as const)
    const style = side === 'local' ? app.localStyle : 'posix'
    const folder = parentOf(one.target, style)
    const title = one.targetServerTitle ?? one.serverTitle
    const isThere = (tab: (typeof tabs.tabs)[number]) =>
      side === 'local' || (tab.connection.state === 'open' && tab.connection.title === title)
    const tab = tabs.current && isThere(tabs.current) ? tabs.current : tabs.tabs.find(isThere)
    if (!tab || folder === null) return undefined
    return { tab, side, folder, name: baseName(one.target, style) }
  }
  return {
    canReveal: () => placeOf() !== undefined,
    reveal() {
      const place = placeOf()
      if (!place) return
      const { tab, side, folder, name } = place
      tabs.select(tab.id)
      tab[side].open(folder, { choose: name })
      focus.go(`${side}-list`)
    },
  }
}
