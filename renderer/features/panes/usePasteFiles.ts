import { useEventListener } from '@vueuse/core'
import { useBridge } from '../../bridge.ts'
import { useFocus } from '../../stores/focus.ts'
import { useHanding } from '../../stores/handing.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useTabs } from '../../stores/tabs.ts'
import { isTextField } from '../../ui/keys.ts'
import { useCarryDrop } from './useDropTarget.ts'

/** Files that were copied in the system's file manager are pasted like dropped ones. */
export function usePasteFiles(): void {
  const { host } = useBridge()
  const tabs = useTabs()
  const focus = useFocus()
  const actions = usePaneActions()
  const handing = useHanding()
  const carry = useCarryDrop()

  useEventListener(window, 'paste', (event: ClipboardEvent) => {
    const tab = tabs.current
    const count = event.clipboardData?.files.length ?? 0
    if (!tab || count === 0 || isTextField(event.target)) return
    if (document.querySelector('[role=dialog], [role=alertdialog]')) return
    event.preventDefault()
    carry(
      event,
      { from: 'desktop', count, hasPaths: !host.handing },
      tab,
      actions.targetOf(tab, focus.side),
    )
  })
  // Files that only this page can read are lost with it.
  useEventListener(window, 'beforeunload', (event: BeforeUnloadEvent) => {
    if (handing.open > 0) event.preventDefault()
  })
}
