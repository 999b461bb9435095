import { ArrowLeftToLine, ArrowRightToLine, Columns2, Link2, RefreshCcwDot } from '@lucide/vue'
import type { Action } from '../../action.ts'
import { useCompare } from '../../stores/compare.ts'
import { useFollow } from '../../stores/follow.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useSynchronize } from '../../stores/synchronize.ts'
import { useTabs } from '../../stores/tabs.ts'

/** What concerns both panes at once. */
export function compareActions(): Action[] {
  const compare = useCompare()
  const follow = useFollow()
  const panes = usePaneActions()
  const synchronize = useSynchronize()
  const tabs = useTabs()
  const hasChosen = (side: 'local' | 'remote') => () =>
    compare.canCompare && (tabs.current?.[side].chosen.length ?? 0) > 0

  return [
    {
      id: 'upload',
      label: 'actions.upload',
      group: 'files',
      icon: ArrowRightToLine,
      scope: 'window',
      isUnlisted: true,
      isEnabled: hasChosen('local'),
      run: () => panes.transferFrom('local'),
    },
    {
      id: 'download',
      label: 'actions.download',
      group: 'files',
      icon: ArrowLeftToLine,
      scope: 'window',
      isUnlisted: true,
      isEnabled: hasChosen('remote'),
      run: () => panes.transferFrom('remote'),
    },
    {
      id: 'compare',
      label: 'actions.compare',
      group: 'go',
      icon: Columns2,
      keys: ['Mod+O'],
      scope: 'window',
      isEnabled: () => compare.canCompare,
      isOn: () => compare.isOn,
      run: () => compare.toggle(),
    },
    {
      id: 'follow',
      label: 'actions.follow',
      group: 'go',
      icon: Link2,
      keys: ['Mod+Y'],
      scope: 'window',
      isEnabled: () => compare.canCompare,
      isOn: () => follow.isOn,
      run: follow.toggle,
    },
    {
      id: 'synchronize',
      label: 'actions.synchronize',
      group: 'files',
      icon: RefreshCcwDot,
      keys: ['Mod+Shift+S'],
      scope: 'window',
      isEnabled: () => compare.canCompare,
      run: synchronize.start,
    },
  ]
}
