import { describe, expect, it } from 'vitest'
import type { ProtocolItem } from '../../../electron/contract/protocolLog.ts'
import { createLog } from '../../../renderer/features/protocolLog/logModel.ts'
import type { LogView } from '../../../renderer/features/protocolLog/logModel.ts'
import { readSearch } from '../../../renderer/features/protocolLog/search.ts'
import { createLiveRows, visibleRows } from '../../../renderer/features/protocolLog/visibleRows.ts'
import { wordLine } from '../../../renderer/features/protocolLog/words.ts'
import { everything } from './logViews.ts'

/** Numbers that look random and are the same at every run (Numerical Recipes' generator). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const found = readSearch('2', false, wordLine)
const views: LogView[] = [
  everything,
  { ...everything, level: 'results' },
  { ...everything, level: 'commands', isFolded: ({ end }) => end?.outcome === 'done' },
  { ...everything, scope: { of: 'connection', connection: 2 } },
  { ...everything, search: found.state === 'ready' ? found.test : undefined },
]

/** Jobs on several connections at once, some of them long, with lines of their own between. */
function* conversation(draw: (below: number) => number): Generator<ProtocolItem> {
  const running: number[] = []
  let operation = 0
  let seq = 0
  for (;;) {
    const connection = 1 + draw(3)
    const base = { seq: seq++, sessionId: 's', connection, time: 0, at: 0 }
    const job = running[draw(running.length + 1)]
    const of = job === undefined ? {} : { operation: job }
    const what = draw(12)
    if (what === 0 && running.length < 4) {
      running.push(++operation)
      yield { ...base, kind: 'operation', verb: 'list', subject: `/${seq}`, operation }
    } else if (what === 1 && job !== undefined) {
      running.splice(running.indexOf(job), 1)
      yield { ...base, kind: 'operation-end', outcome: 'done', duration: 1, operation: job }
    } else if (what === 2) {
      const lines = ['211-a', ' b', '211 c'].slice(0, 1 + draw(3))
      yield { ...base, kind: 'reply', code: 211, lines, ...of }
    } else if (what === 3 && draw(20) === 0) yield { kind: 'skipped', count: 3 }
    else yield { ...base, kind: 'command', verb: 'NOOP', text: `NOOP ${seq}`, ...of }
  }
}

describe('rows of a log that grows', () => {
  it.each(views.map((view, place) => ({ view, place })))(
    'are the same as if they were put together anew (view $place)',
    ({ view, place }) => {
      const draw = numbers(place + 1)
      const log = createLog(400)
      const live = createLiveRows(log)
      const events = conversation(draw)
      let shown = view
      for (let turn = 0; turn < 600; turn++) {
        log.add(Array.from({ length: draw(40) }, () => events.next().value as ProtocolItem))
        if (draw(150) === 0) log.clear()
        if (draw(100) === 0) shown = { ...view }
        expect(live(shown)).toEqual(visibleRows(log.groups, shown))
      }
    },
  )
})
