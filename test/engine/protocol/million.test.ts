import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { createMarks } from '../../../electron/engine/protocol/marks.ts'
import { streamProtocol } from '../../../electron/engine/protocolStream.ts'
import { eventsOfJob, recordJob } from '../../support/pourProtocol.ts'

setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void
const heap = () => {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1024 / 1024
}
const jobs = Math.ceil(1_000_000 / eventsOfJob)

describe('a million events', () => {
  it('cost microseconds each while all is watched, and the memory of the ring', () => {
    const transcript = createTranscript()
    createMarks(transcript)
    const reader = new AbortController()
    let read = 0
    streamProtocol(
      transcript,
      {
        signal: reader.signal,
        send: async (items) => {
          read += items.length
        },
      },
      {},
    )
    const empty = heap()
    const pour = () => {
      const start = process.threadCpuUsage()
      for (let job = 0; job < jobs; job++) recordJob(transcript, job)
      const { user, system } = process.threadCpuUsage(start)
      return (user + system) / (jobs * eventsOfJob)
    }
    const first = pour()
    const full = heap()
    const second = pour()
    const after = heap()
    reader.abort()
    const kept = transcript.range().next - transcript.range().first
    console.log(
      `${first.toFixed(1)} and ${second.toFixed(1)} µs an event, ${kept} kept in ` +
        `${(full - empty).toFixed()} MB, after the second million ${(after - empty).toFixed()} MB`,
    )
    // A command and its reply take 50 µs on the loopback interface at least, and 10 ms elsewhere.
    expect(Math.min(first, second)).toBeLessThan(10)
    expect(transcript.range().next).toBe(2 * jobs * eventsOfJob)
    // The ring is 64 MB by an estimate on the safe side of what the events' text takes; the objects
    // around it double that.
    expect(full - empty).toBeLessThan(160)
    expect(after - full).toBeLessThan(10)
    expect(read).toBeLessThanOrEqual(kept)
  }, 60_000)
})
