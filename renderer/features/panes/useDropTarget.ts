import { computed, onScopeDispose, ref } from 'vue'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { dragType, useDrag } from '../../stores/drag.ts'
import { useNotices } from '../../stores/notices.ts'
import { useOperations } from '../../stores/operations.ts'
import type { DesktopFile } from '../../stores/operations.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import type { Pane, Side } from '../../stores/pane.ts'
import type { Tab } from '../../stores/tabs.ts'
import type { Host } from '../../host.ts'
import { planDrop } from './dropPlan.ts'
import type { Cargo } from './dropPlan.ts'

/** Long enough not to open folders that are only passed over. */
const springMilliseconds = 700

/** Makes a pane a place where files can be dropped: on itself, its folders and its path. */
export function useDropTarget(tab: () => Tab | undefined, side: () => Side) {
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

  const place = (event: DragEvent, pane: Pane) => {
    const marked =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>('[data-drop-folder]')
        : null
    const target = marked?.dataset['dropFolder'] ?? pane.path
    return { target, isRow: marked?.getAttribute('role') === 'row' }
  }

  const over = (event: DragEvent) => {
    const cargo = cargoOf(event, drag.cargo, host)
    const goal = tab()
    if (!cargo || !goal || !event.dataTransfer) return
    event.preventDefault()
    const pane = goal[side()]
    const { target, isRow } = place(event, pane)
    const plan = planDrop(cargo, actions.targetOf(goal, side(), target))
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
      spring = setTimeout(() => pane.open(target), springMilliseconds)
    }
  }
  const leave = (isElsewhere: boolean) => {
    stopSpring()
    folder.value = undefined
    drag.leave(planner, isElsewhere)
  }
  /** For `dragleave`, which also fires between the parts of one target. */
  const left = (event: DragEvent) => {
    const next = event.relatedTarget
    if (!(next instanceof Node)) leave(false)
    else if (!(event.currentTarget as Element).contains(next)) leave(true)
  }
  const drop = (event: DragEvent) => {
    const cargo = cargoOf(event, drag.cargo, host)
    const goal = tab()
    leave(true)
    drag.end()
    if (!cargo || !goal) return
    event.preventDefault()
    const { target } = place(event, goal[side()])
    const dropTarget = actions.targetOf(goal, side(), target)
    const plan = planDrop(cargo, dropTarget)
    if (cargo.from === 'pane') void operations.carryOut(plan, cargo, dropTarget)
    else if (plan.verb === 'refuse') notices.showInfo(t(`drop.refused.${plan.reason}`))
    else void operations.uploadFiles(goal, filesOf(event, host), target)
  }

  const isHere = computed(() => folder.value !== undefined && folder.value === tab()?.[side()].path)
  return { folder, isHere, over, left, drop }
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
