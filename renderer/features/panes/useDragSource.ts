import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { dragType, useDrag } from '../../stores/drag.ts'
import { useHanding } from '../../stores/handing.ts'
import { useNotices } from '../../stores/notices.ts'
import type { Pane } from '../../stores/pane.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import type { Tab } from '../../stores/tabs.ts'
import { hideDragImage } from './dragImage.ts'
import { joinPath } from './paths.ts'

/**
 * Dragging what is chosen in a pane: within the window always; out of it as far as the host can.
 * Electron drags local files as every program does. A browser takes one file along as an address
 * that it fetches where it is dropped (`DownloadURL`, of Chromium).
 */
export function useDragSource(tab: () => Tab, pane: () => Pane) {
  const { host } = useBridge()
  const drag = useDrag()
  const handing = useHanding()
  const notices = useNotices()
  const paneActions = usePaneActions()

  const pathsOf = (shown: Pane) =>
    shown.chosen.map(({ name }) => joinPath(shown.path, name, shown.source?.style ?? 'posix'))

  const start = (event: DragEvent) => {
    const shown = pane()
    const { dataTransfer: transfer } = event
    if (!transfer || !shown.source) return
    drag.begin(paneActions.cargoOf(tab(), shown.side))
    if (shown.side === 'local' && host.startDrag) {
      // The system's own drag takes over; over this window it comes back as files.
      event.preventDefault()
      host.startDrag(pathsOf(shown))
      return
    }
    transfer.effectAllowed = 'copyMove'
    transfer.setData(dragType, '')
    const [only, ...rest] = shown.chosen
    if (only?.kind === 'file' && rest.length === 0) {
      const lent = handing.lend(shown.source.place(pathsOf(shown)[0]!))
      // The name stands between colons and must not move or hide what is around it.
      const name = only.name.replace(/[:\\/\u0000-\u001f]/g, '_').toWellFormed()
      if (lent) {
        lent.ready.catch(() => {})
        transfer.setData('DownloadURL', `application/octet-stream:${name}:${lent.address}`)
      }
    }
    hideDragImage(transfer)
  }
  const end = (event: DragEvent) => {
    const leftFor = drag.cargo
    const isOutside =
      event.clientX <= 0 ||
      event.clientY <= 0 ||
      event.clientX >= window.innerWidth ||
      event.clientY >= window.innerHeight
    const refusal = drag.end()
    // Letting go where it came from is how people change their mind.
    if (refusal && refusal !== 'same-folder') notices.showInfo(t(`drop.refused.${refusal}`))
    else if (isOutside && leftFor?.from === 'pane') tellOutside(leftFor.entries)
  }
  /** What cannot leave the window by a drag is said, with what can be done instead. */
  const tellOutside = (entries: readonly { kind: string }[]) => {
    const isOne = entries.length === 1 && entries[0]?.kind === 'file'
    if (!host.handing) notices.showInfo(t('drop.outsideServer'))
    else if (!isOne) notices.showInfo(t('drop.outside'))
  }
  return { start, end }
}
