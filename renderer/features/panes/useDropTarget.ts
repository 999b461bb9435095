import { computed, onScopeDispose, ref } from 'vue'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { dragType, useDrag } from '../../stores/drag.ts'
import { useNotices } from '../../stores/notices.ts'
import { useOperations } from '../../stores/operations.ts'
import type { DesktopFile } from '../../stores/operations.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import type { Side } from '../../stores/pane.ts'
import type { Tab } from '../../stores/tabs.ts'
import type { Host } from '../../host.ts'
import { planDrop } from './dropPlan.ts'
import type { Cargo } from './dropPlan.ts'

/** Long enough not to open folders that are only passed over. */
const springMilliseconds = 700

/** Makes a pane a place where files can be dropped: on itself, its folders and its path. */
export function useDropTarget(tab: () => Tab, side: () => Side) {
  const { host } = useBridge()
  const drag = useDrag()
  const operations = useOperations()
  const notices = useNotices()
  const actions = usePaneActions()
  const folder = ref<string>()
  const planner = Symbol('pane')
  let spring: ReturnType<typeof setTimeout> | undefined
  let springFolder: string | undefined

  const stopSpring = () => {
    clearTimeout(spring)
    springFolder = undefined
  }
  onScopeDispose(stopSpring)

  const place = (event: DragEvent) => {
    const marked =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>('[data-drop-folder]')
        : null
    const target = marked?.dataset['dropFolder'] ?? tab()[side()].path
    return { target, isRow: marked?.getAttribute('role') === 'row' }
  }

  const over = (event: DragEvent) => {
    const cargo = cargoOf(event, drag.cargo, host)
    if (!cargo || !event.dataTransfer) return
    event.preventDefault()
    const { target, isRow } = place(event)
    const plan = planDrop(cargo, actions.targetOf(tab(), side(), target))
    folder.value = plan.verb === 'refuse' ? undefined : target
    drag.hover(plan, planner)
    event.dataTransfer.dropEffect =
      plan.verb === 'move'
        ? 'move'
        : plan.verb !== 'refuse' || cargo.from === 'desktop'
          ? 'copy'
          : 'none'
    if (!isRow) stopSpring()
    else if (springFolder !== target) {
      stopSpring()
      springFolder = target
      spring = setTimeout(() => tab()[side()].open(target), springMilliseconds)
    }
  }
  const leave = (isElsewhere: boolean) => {
    stopSpring()
    folder.value = undefined
    drag.leave(planner, isElsewhere)
  }
  const drop = (event: DragEvent) => {
    const cargo = cargoOf(event, drag.cargo, host)
    const { target } = place(event)
    leave(true)
    drag.end()
    if (!cargo) return
    event.preventDefault()
    const goal = actions.targetOf(tab(), side(), target)
    const plan = planDrop(cargo, goal)
    if (cargo.from === 'pane') void operations.carryOut(plan, cargo, goal)
    else if (plan.verb === 'refuse') notices.showInfo(t(`drop.refused.${plan.reason}`))
    else void operations.uploadFiles(tab(), filesOf(event, host), target)
  }

  const isHere = computed(() => folder.value !== undefined && folder.value === tab()[side()].path)
  return { folder, isHere, over, leave, drop }
}

function cargoOf(event: DragEvent, own: Cargo | undefined, host: Host): Cargo | undefined {
  const types = event.dataTransfer?.types ?? []
  if (types.includes(dragType)) return own
  if (!types.includes('Files')) return undefined
  const count = event.dataTransfer?.items.length ?? 0
  return { from: 'desktop', count: count > 0 ? count : null, hasPaths: host.kind === 'desktop' }
}

function filesOf(event: DragEvent, host: Host): DesktopFile[] {
  return [...(event.dataTransfer?.items ?? [])].flatMap((item): DesktopFile[] => {
    const file = item.getAsFile()
    const path = file ? host.pathOf(file) : undefined
    if (!file || path === undefined) return []
    const isFolder = item.webkitGetAsEntry()?.isDirectory ?? false
    return [
      {
        path,
        name: file.name,
        kind: isFolder ? 'directory' : 'file',
        size: isFolder ? null : file.size,
        modifiedAt: file.lastModified,
      },
    ]
  })
}
