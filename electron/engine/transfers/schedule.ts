import { comparePositions } from './order.ts'
import type { Direction, Item, Lane } from './store/rows.ts'

/** What runs at the moment, over all servers or on one. */
export type Load = Record<Direction, number> & { big: number; folder: number }

export const emptyLoad = (): Load => ({
  upload: 0,
  download: 0,
  remote: 0,
  delete: 0,
  big: 0,
  folder: 0,
})

export type Limits = { total: number; uploads: number; downloads: number }

/** The next items of one server, and how well its workers are supplied with files. */
export type Supply = {
  peek: (direction: Direction, lane: Lane) => Item | undefined
  /** Files at hand; more than that may wait behind them. */
  files: number
  isMore: boolean
  /** Files found by planning that have not been started. */
  plannedAhead: number
}

export type Choice = { direction: Direction; lane: Lane }

const directions = ['download', 'upload', 'remote', 'delete'] as const
/** Files found ahead of their turn, so that totals are known early; more would only cost. */
const enoughPlanned = 2_000

/** Directions that may start one more; a copy from server to server counts as both. */
export function openDirections(load: Load, limits: Limits): Direction[] {
  const uploads = load.upload + load.remote < limits.uploads
  const downloads = load.download + load.remote < limits.downloads
  const isOpen: Record<Direction, boolean> = {
    upload: uploads,
    download: downloads,
    remote: uploads && downloads,
    delete: true,
  }
  return directions.filter((direction) => isOpen[direction])
}

/**
 * What a free worker of one server takes next: what stands first in the queue, except that
 * - folders are looked into before the files run out,
 * - big files leave one place to the small ones for as long as there are any.
 */
export function chooseNext(
  supply: Supply,
  open: readonly Direction[],
  site: { load: Load; slots: number },
): Choice | undefined {
  const first = (lane: Lane): (Choice & { item: Item }) | undefined => {
    let best: (Choice & { item: Item }) | undefined
    for (const direction of open) {
      const item = supply.peek(direction, lane)
      if (item && (!best || comparePositions(item, best.item) < 0)) best = { direction, lane, item }
    }
    return best
  }
  const folder = first('folder')
  if (folder && mayPlan(supply, site)) return folder
  const small = first('small')
  const big = first('big')
  if (big && small && leavesPlace(site))
    return comparePositions(big.item, small.item) < 0 ? big : small
  return small ?? big ?? folder
}

function mayPlan(
  { files, isMore, plannedAhead }: Supply,
  { load, slots }: { load: Load; slots: number },
): boolean {
  const isRunningDry = !isMore && files < 2 * slots
  if (isRunningDry) return load.folder < Math.max(1, slots / 2)
  return load.folder === 0 && plannedAhead < enoughPlanned
}

const leavesPlace = ({ load, slots }: { load: Load; slots: number }): boolean =>
  slots === 1 || load.big + 1 < slots
