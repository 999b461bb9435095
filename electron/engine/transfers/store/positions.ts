import { spread } from '../order.ts'
import type { QueueChanges } from './queueChanges.ts'
import { tabs } from './rows.ts'
import type { Picker } from './selection.ts'

export type Destination = 'top' | 'up' | 'down' | 'bottom' | { before: number }

type Spot = { id: number; rank: number; sub: number; isFolder: number }

/** Where items stand in the queue, and how they change places. A move writes the moved rows only. */
export function createPositions(changes: QueueChanges, picker: Picker) {
  const { writer, commits } = changes
  const prepare = (sql: string) => writer.prepare(sql)
  const spots = `SELECT item.id, item.rank, item.sub, item.kind = 'directory' AS isFolder FROM item`
  const queued = `WHERE tab = ${tabs.queue}`
  const forwards = 'ORDER BY rank, sub LIMIT 1'
  const backwards = 'ORDER BY rank DESC, sub DESC LIMIT 1'
  const picked = 'AND id IN (SELECT id FROM picked)'
  const unpicked = 'AND id NOT IN (SELECT id FROM picked)'
  const read = {
    one: prepare(`${spots} ${queued} AND id = ?`),
    first: prepare(`${spots} ${queued} ${forwards}`),
    last: prepare(`${spots} ${queued} ${backwards}`),
    firstOfRank: prepare(`${spots} ${queued} AND rank = ? ${forwards}`),
    before: prepare(`${spots} ${queued} AND (rank, sub) < (?, ?) ${unpicked} ${backwards}`),
    after: prepare(`${spots} ${queued} AND (rank, sub) > (?, ?) ${unpicked} ${forwards}`),
    pickedBefore: prepare(`${spots} ${queued} AND (rank, sub) < (?, ?) ${picked} ${backwards}`),
    pickedAfter: prepare(`${spots} ${queued} AND (rank, sub) > (?, ?) ${picked} ${forwards}`),
  }
  // What a picked folder holds comes along with it.
  const moving = prepare(`
    ${spots} JOIN picked USING (id) ${queued}
      AND (root IS NULL OR root NOT IN (SELECT id FROM picked)) ORDER BY rank, sub`)
  const place = prepare('UPDATE item SET rank = ?, sub = ? WHERE id = ?')
  const placeContents = prepare('UPDATE item SET rank = ? WHERE root = ? AND rank = ?')
  const spreadRanks = prepare(`
    UPDATE item SET rank = spread.place FROM
      (SELECT rank, row_number() OVER (ORDER BY rank) AS place FROM
        (SELECT DISTINCT rank FROM item)) AS spread
    WHERE item.rank = spread.rank`)
  const spreadSubs = prepare(`
    UPDATE item SET sub = spread.place FROM
      (SELECT id, row_number() OVER (ORDER BY sub) AS place FROM item WHERE rank = ?) AS spread
    WHERE item.id = spread.id`)

  const find = (statement: keyof typeof read, ...values: number[]) =>
    read[statement].get(...values) as Spot | undefined

  function put(spot: Spot, rank: number, sub: number): void {
    place.run(rank, sub, spot.id)
    // Its contents share its rank, unless they were moved away on their own.
    if (spot.isFolder && rank !== spot.rank) placeContents.run(rank, spot.id, spot.rank)
  }

  /** Puts spots, in their order, between two others (none: an end of the queue). */
  function putBetween(moved: Spot[], low: Spot | undefined, high: Spot | undefined): void {
    if (low && high && low.rank === high.rank) {
      // A folder cannot stand amid the contents of another: it goes before all of that.
      if (moved.some((spot) => spot.isFolder)) {
        const first = find('firstOfRank', high.rank)!
        return putBetween(moved, find('before', first.rank, first.sub), first)
      }
      let subs = spread(low.sub, high.sub, moved.length)
      if (!subs) {
        spreadSubs.run(low.rank)
        subs = spread(find('one', low.id)!.sub, find('one', high.id)!.sub, moved.length)!
      }
      return moved.forEach((spot, index) => put(spot, low.rank, subs[index]!))
    }
    const ranks = spread(low?.rank ?? null, high?.rank ?? null, moved.length)
    if (ranks) return moved.forEach((spot, index) => put(spot, ranks[index]!, spot.sub))
    spreadRanks.run()
    const again = (spot: Spot) => find('one', spot.id)!
    putBetween(moved.map(again), low && again(low), high && again(high))
  }

  /** The row beside each run of picked rows goes to the run's other side. */
  function step(moved: Spot[], direction: 'up' | 'down'): void {
    const [ahead, behind] =
      direction === 'up' ? (['before', 'after'] as const) : (['after', 'before'] as const)
    let lastPassed: number | undefined
    // Against the direction, so that runs do not grow together on the way.
    for (const { id } of direction === 'up' ? moved : moved.toReversed()) {
      const spot = find('one', id)!
      const passed = find(ahead, spot.rank, spot.sub)
      if (!passed || passed.id === lastPassed) continue
      const runEnd = find(behind, passed.rank, passed.sub)
      if (direction === 'up')
        putBetween(
          [passed],
          find('pickedBefore', runEnd?.rank ?? Infinity, runEnd?.sub ?? 0),
          runEnd,
        )
      else
        putBetween(
          [passed],
          runEnd,
          find('pickedAfter', runEnd?.rank ?? -Infinity, runEnd?.sub ?? 0),
        )
      // The row that was passed is now on the other side: the rest of the run finds another one.
      lastPassed = find(ahead, spot.rank, spot.sub)?.id
    }
  }

  function move(moved: Spot[], destination: Destination): void {
    if (destination === 'top') putBetween(moved, undefined, find('first'))
    else if (destination === 'bottom') putBetween(moved, find('last'), undefined)
    else if (destination === 'up' || destination === 'down') step(moved, destination)
    else {
      const target = find('one', destination.before)
      if (!target || moved.some((spot) => spot.id === target.id)) return
      putBetween(moved, find('before', target.rank, target.sub), target)
    }
  }

  return {
    /** Ranks for so many new items at one end of the queue. */
    ranksAt(end: 'front' | 'back', count: number): number[] {
      return end === 'front'
        ? spread(null, find('first')?.rank ?? null, count)!
        : spread(find('last')?.rank ?? null, null, count)!
    },

    async move(ids: readonly number[], destination: Destination): Promise<void> {
      await picker.inTurn(() => {
        picker.pick({ ids })
        commits.change(() => {
          const moved = moving.all() as Spot[]
          if (moved.length === 0) return
          move(moved, destination)
          changes.manyChanged()
        })
      })
      await commits.committed()
    },
  }
}
