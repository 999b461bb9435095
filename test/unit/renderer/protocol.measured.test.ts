import { describe, expect, it } from 'vitest'
import type { ProtocolEvent } from '../../../electron/contract/protocolLog.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { buildLadder } from '../../../renderer/features/diagram/ladder.ts'
import { createLog } from '../../../renderer/features/protocolLog/logModel.ts'
import { readSearch } from '../../../renderer/features/protocolLog/search.ts'
import { createLiveRows, visibleRows } from '../../../renderer/features/protocolLog/visibleRows.ts'
import { wordAhead, wordLine } from '../../../renderer/features/protocolLog/words.ts'
import { recordJob } from '../../support/pourProtocol.ts'
import { everything } from './logViews.ts'

const looking = (typed: string) => {
  const search = readSearch(typed, false, wordLine)
  return { search: search.state === 'ready' ? search.test : undefined }
}
function poured(jobs: number): ProtocolEvent[] {
  const transcript = createTranscript(Infinity)
  for (let job = 0; job < jobs; job++) recordJob(transcript, job)
  return transcript.events()
}

/** Milliseconds of processor time of this thread, the best of three turns. */
function cost(work: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const start = process.threadCpuUsage().user
    work()
    return (process.threadCpuUsage().user - start) / 1_000
  })
  return Math.min(...times)
}

describe('the lines of a log', () => {
  it('cost what is new and not what is there: 200,000 lines that grow 1,000 times', () => {
    const log = createLog(200_000)
    const live = createLiveRows(log)
    const events = poured(30_000)
    log.add(events.slice(0, 250_000))
    live(everything)
    const start = process.threadCpuUsage().user
    for (let turn = 0; turn < 1_000; turn++) {
      log.add(events.slice(250_000 + turn * 100, 250_000 + (turn + 1) * 100))
      live(everything)
    }
    const each = (process.threadCpuUsage().user - start) / 1_000 / 1_000
    // A frame has 16.7 ms; 200,000 lines put together anew took 20 to 60.
    expect(each).toBeLessThan(2)
  }, 60_000)

  it('are searched among a million events of all kinds in 200 ms of processor time', () => {
    const log = createLog(2_000_000, wordAhead)
    log.add(poured(84_000))
    for (const typed of ['photos/83', '5xx', 'nowhere', 'Sampan dials']) {
      const view = { ...everything, ...looking(typed) }
      expect(
        cost(() => visibleRows(log.groups, view)),
        typed,
      ).toBeLessThan(200)
    }
  }, 60_000)

  it('are put together in 100 ms of processor time, 100,000 at once', () => {
    const log = createLog(100_000)
    log.add(poured(8_400).slice(0, 100_000))
    expect(cost(() => visibleRows(log.groups, { ...everything, level: 'commands' }))).toBeLessThan(
      100,
    )
  })

  it('are drawn as a ladder in 300 ms of processor time, 100,000 at once', () => {
    const log = createLog(1_000_000)
    log.add(poured(8_400).slice(0, 100_000))
    expect(
      cost(() => buildLadder(log.groups, { expanded: new Set(), collapsesRepeats: false })),
    ).toBeLessThan(300)
  })
})
