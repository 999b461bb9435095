import { onScopeDispose, ref } from 'vue'
import { useBridge } from '../../bridge.ts'
import { useDrag } from '../../stores/drag.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useTabs } from '../../stores/tabs.ts'
import type { Tab } from '../../stores/tabs.ts'
import { planDrop } from './dropPlan.ts'
import { cargoOf, springMilliseconds, useCarryDrop } from './useDropTarget.ts'

/** Tabs of other servers as places to drop on: into the folder they show, or they come up. */
export function useTabDrop() {
  const { host } = useBridge()
  const tabs = useTabs()
  const drag = useDrag()
  const actions = usePaneActions()
  const carry = useCarryDrop()
  const planner = Symbol('tabs')
  const over = ref<number>()
  let spring: ReturnType<typeof setTimeout> | undefined

  const leave = () => {
    clearTimeout(spring)
    over.value = undefined
    drag.leave(planner, true)
  }
  onScopeDispose(leave)

  const hover = (event: DragEvent, tab: Tab) => {
    const cargo = cargoOf(event, drag.cargo, host)
    if (!cargo || !event.dataTransfer) return
    event.preventDefault()
    const plan = planDrop(cargo, actions.targetOf(tab, 'remote'))
    drag.hover(plan, planner)
    event.dataTransfer.dropEffect = plan.verb === 'refuse' ? 'none' : 'copy'
    if (over.value === tab.id) return
    clearTimeout(spring)
    over.value = tab.id
    if (tab.id !== tabs.currentId)
      spring = setTimeout(() => tabs.select(tab.id), springMilliseconds)
  }
  const drop = (event: DragEvent, tab: Tab) => {
    const cargo = cargoOf(event, drag.cargo, host)
    leave()
    drag.end()
    if (!cargo) return
    event.preventDefault()
    carry(event, cargo, tab, actions.targetOf(tab, 'remote'))
  }
  return { over, hover, leave, drop }
}
