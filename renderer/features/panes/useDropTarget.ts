import { computed, onScopeDispose, ref } from 'vue'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { dragType, useDrag } from '../../stores/drag.ts'
import { useCarrying } from '../../stores/carrying.ts'
import type { DesktopFile } from '../../stores/carrying.ts'
import { useNotices } from '../../stores/notices.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import type { Pane, Side } from '../../stores/pane.ts'
import type { Tab } from '../../stores/tabs.ts'
import type { Host } from '../../host.ts'
import { planDrop } from './dropPlan.ts'
import type { Cargo, DropTarget } from './dropPlan.ts'
import { collectDropped } from './droppedFiles.ts'

/** Long enough not to open folders that are only passed over. */
export const springMilliseconds = 700

/** Makes a pane a place where files can be dropped: on itself, its folders and its path. */
export function useDropTarget(tab: () => Tab | undefined, side: () => Side) {
  const { host } = useBridge()
  const drag = useDrag()
  const carry = useCarryDrop()
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
    const plan = planDrop(cargo, actions.targetOf(goal, side(), target), event.ctrlKey)
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
    carry(event, cargo, goal, dropTarget)
  }

  const isHere = computed(() => folder.value !== undefined && folder.value === tab()?.[side()].path)
  return { folder, isHere, over, left, drop }
}

/** Carries out a drop, whatever was dropped. */
export function useCarryDrop() {
  const { host } = useBridge()
  const carrying = useCarrying()
  const notices = useNotices()
  return (event: DragEvent | ClipboardEvent, cargo: Cargo, tab: Tab, target: DropTarget) => {
    const isCopy = 'ctrlKey' in event && event.ctrlKey
    const plan = planDrop(cargo, target, isCopy)
    const items = 'dataTransfer' in event ? event.dataTransfer?.items : event.clipboardData?.items
    if (cargo.from === 'pane') void carrying.carryOut(plan, cargo, target)
    else if (plan.verb === 'refuse') notices.showInfo(t(`drop.refused.${plan.reason}`))
    else if (target.side === 'local')
      void carrying.copyFiles(tab, filesOf(items ?? [], host), target.folder)
    else if (host.handing) {
      const { folder } = target
      void collectDropped(items ?? []).then((dropped) =>
        carrying.uploadDropped(tab, dropped, folder),
      )
    } else void carrying.uploadFiles(tab, filesOf(items ?? [], host), target.folder)
  }
}

/** What is dragged over a place; undefined: nothing that concerns us, such as a link. */
export function cargoOf(event: DragEvent, own: Cargo | undefined, host: Host): Cargo | undefined {
  const types = event.dataTransfer?.types ?? []
  if (types.includes(dragType)) return own
  if (!types.includes('Files')) return undefined
  // Our own local files, on the system's own drag.
  if (own?.from === 'pane' && own.side === 'local' && host.startDrag) return own
  const count = event.dataTransfer?.items.length ?? 0
  return { from: 'desktop', count: count > 0 ? count : null, hasPaths: !host.handing }
}

function filesOf(items: Iterable<DataTransferItem>, host: Host): DesktopFile[] {
  return [...items].flatMap((item): DesktopFile[] => {
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
