import { defineStore } from 'pinia'
import type { Entry } from '../../electron/contract/files.ts'
import { useBridge } from '../bridge.ts'
import { planDrop } from '../features/panes/dropPlan.ts'
import type { Cargo, DropTarget } from '../features/panes/dropPlan.ts'
import { joinPath } from '../features/panes/paths.ts'
import { chooseAll, invert } from '../features/panes/selection.ts'
import { t } from '../i18n.ts'
import { useCarrying } from './carrying.ts'
import { useDrag } from './drag.ts'
import { useFocus } from './focus.ts'
import { useHanding } from './handing.ts'
import { useNotices } from './notices.ts'
import type { Pane, Side } from './pane.ts'
import { useTabs } from './tabs.ts'
import type { Tab } from './tabs.ts'

/** What keys, menus and buttons do with the pane that has the keyboard. */
export const usePaneActions = defineStore('paneActions', () => {
  const tabs = useTabs()
  const focus = useFocus()
  const bridge = useBridge()
  const carrying = useCarrying()
  const handing = useHanding()
  const drag = useDrag()
  const notices = useNotices()

  const active = (): Pane | undefined => tabs.current?.[focus.side]
  const other = (side: Side): Side => (side === 'local' ? 'remote' : 'local')
  const hasChosen = () => (active()?.chosen.length ?? 0) > 0
  const isShown = () => Boolean(active()?.path)

  const targetOf = (tab: Tab, side: Side, folder = tab[side].path): DropTarget => ({
    side,
    tabId: tab.id,
    folder,
    style: tab[side].source?.style ?? 'posix',
    isConnected: tab[side].source !== undefined,
  })
  const cargoOf = (tab: Tab, side: Side): Cargo => ({
    from: 'pane',
    side,
    tabId: tab.id,
    folder: tab[side].path,
    style: tab[side].source?.style ?? 'posix',
    entries: [...tab[side].chosen],
  })

  const transferChosen = () => transferFrom(focus.side)
  const transferFrom = (side: Side) => {
    const tab = tabs.current
    if (!tab) return
    const cargo = cargoOf(tab, side)
    const target = targetOf(tab, other(side))
    void carrying.carryOut(planDrop(cargo, target), cargo, target)
  }

  /** Enters a folder, sends a file. Where a link leads shows only when it is entered. */
  const open = (pane: Pane, entry: Entry) => {
    const source = pane.source
    if (!source) return
    const path = joinPath(pane.path, entry.name, source.style)
    if (entry.kind === 'directory') pane.open(path)
    else if (entry.kind === 'link') pane.open(path, { otherwise: transferChosen })
    else transferChosen()
  }
  const openChosen = () => {
    const pane = active()
    const [first, ...rest] = pane?.chosen ?? []
    if (!pane || !first) return
    if (rest.length === 0) open(pane, first)
    else transferChosen()
  }

  const copy = () => {
    if (tabs.current && hasChosen()) drag.copy(cargoOf(tabs.current, focus.side))
  }
  const canSaveInBrowser = () =>
    bridge.host.handing !== undefined &&
    active()?.chosen.length === 1 &&
    active()?.chosen[0]?.kind === 'file'
  const saveInBrowser = () => {
    const pane = active()
    const [entry] = pane?.chosen ?? []
    if (!pane?.source || !entry) return
    const place = pane.source.place(joinPath(pane.path, entry.name, pane.source.style))
    handing.download(place, entry.name).catch(notices.showError)
  }
  const cut = () => {
    if (tabs.current && hasChosen()) drag.copy(cargoOf(tabs.current, focus.side), true)
  }
  const paste = () => {
    const tab = tabs.current
    const cargo = drag.copied
    if (!tab || !cargo) return
    const target = targetOf(tab, focus.side)
    const plan = planDrop(cargo, target, !cargo.isCut)
    if (cargo.isCut && plan.verb !== 'refuse') {
      drag.forget()
      // What is across is proven, but not yet at this moment: it is not for us to delete then.
      if (plan.verb !== 'move') notices.showInfo(t('drop.cutStays'))
    }
    void carrying.carryOut(plan, cargo, target)
  }
  const copyText = (text: string) => {
    navigator.clipboard.writeText(text).catch(notices.showError)
  }
  const copyNames = () => copyText((active()?.chosen ?? []).map(({ name }) => name).join('\n'))
  const copyPaths = () => {
    const pane = active()
    const style = pane?.source?.style ?? 'posix'
    copyText(
      (pane?.chosen ?? []).map(({ name }) => joinPath(pane?.path ?? '', name, style)).join('\n'),
    )
  }

  const selectAll = () => {
    const pane = active()
    pane?.select(chooseAll(pane.rows, pane.selection))
  }
  const invertChosen = () => {
    const pane = active()
    pane?.select(invert(pane.rows, pane.selection))
  }
  const switchSide = () => focus.go(`${other(focus.side)}-list`)

  return {
    active,
    hasChosen,
    isShown,
    targetOf,
    cargoOf,
    transferChosen,
    transferFrom,
    open,
    openChosen,
    canSaveInBrowser,
    saveInBrowser,
    copy,
    cut,
    paste,
    copyText,
    copyNames,
    copyPaths,
    selectAll,
    invertChosen,
    switchSide,
  }
})
