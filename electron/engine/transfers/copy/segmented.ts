import type { PartFile } from '../../files/localFilesTarget.ts'
import { addSample, speedOf, type Sample } from '../meter.ts'
import { acrossOf, didHelp, fastEnough, type Range } from '../segments.ts'
import { fetchRanges } from './fetchRanges.ts'
import type { CopyContext, CopyTask } from './task.ts'

/** Milliseconds between two looks at how it goes. */
const lookEvery = 250
/** Milliseconds until a speed can be told, and until one more connection shows in it. */
const settleFor = 2_000
/** Connections for one file at most, unless somebody asks for more. */
const usualMaximum = 4

/**
 * Fetches a big file, over further connections where nobody else needs them and the server turns
 * out to be quicker that way. What was learnt is kept with the server.
 */
export async function receiveInSegments(
  context: CopyContext,
  task: CopyTask,
  whole: { part: PartFile; ranges: Range[]; size: number },
): Promise<void> {
  const { store } = context
  const { item, flow } = task
  const fetcher = fetchRanges(
    {
      ...whole,
      path: item.source,
      flow,
      save(text) {
        item.segments = text
        store.items.keepSegments(item.id, text)
        store.commits.flush()
      },
    },
    task.lease.connection,
  )
  const growth = createGrowth(context, task, () => acrossOf(whole.ranges))
  let isOver = false
  const ended = fetcher.ended.finally(() => (isOver = true))
  ended.catch(() => {})
  const joining = new Set<Promise<void>>()

  const addOne = async () => {
    const lease = await task.spare.take(flow.signal)
    if (!lease) return
    try {
      if (!isOver) await fetcher.join(lease)
    } finally {
      lease.release()
    }
  }
  while (!isOver) {
    await Promise.race([ended, pause(lookEvery)])
    if (isOver) break
    if (task.spare.isNeededElsewhere()) fetcher.letGo()
    else if (growth.wantsMore(fetcher.connections)) {
      const added = addOne().catch(() => {})
      joining.add(added)
      void added.then(() => joining.delete(added))
    }
  }
  await Promise.all(joining)
  await ended
}

/** Decides, from speeds alone, whether one more connection should be tried. */
function createGrowth(context: CopyContext, task: CopyTask, across: () => number) {
  const { servers } = context.store
  const { server } = task.item
  const asked = context.segments
  const most = asked === 'auto' ? usualMaximum : asked
  const now = () => performance.now()
  let samples: Sample[] = []
  let settledAt = now() + settleFor
  let before: { connections: number; speed: number } | undefined

  return {
    wantsMore(connections: number): boolean {
      samples = addSample(samples, { at: now(), bytes: across() })
      const { downloadLimit, totalLimit } = context.settings()
      const isLimited = downloadLimit > 0 || totalLimit > 0
      const { segmentsHelp } = servers.factsOf(server)
      if (isLimited || connections >= most) return false
      if (asked !== 'auto') return true
      if (segmentsHelp === false || now() < settledAt) return false
      const speed = speedOf(samples)
      if (speed >= fastEnough) return false
      if (before && connections > before.connections) {
        const helped = didHelp({ connections, speedBefore: before.speed, speedAfter: speed })
        if (segmentsHelp !== helped) servers.learn(server, { segmentsHelp: helped })
        if (!helped) return false
      }
      before = { connections, speed }
      samples = []
      settledAt = now() + settleFor
      return true
    },
  }
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
