import { monitorEventLoopDelay } from 'node:perf_hooks'

/**
 * Does nothing, and says at each message how late its event loop was since the one before: as late
 * as any program's on this machine.
 */
const histogram = monitorEventLoopDelay({ resolution: 1 })
histogram.enable()
process.on('message', () => {
  process.send?.({ p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 })
  histogram.reset()
})
