import type { WebOptions } from './options.ts'
import { help, readOptions } from './options.ts'
import { productLine, version } from '../engine/product.ts'
import type { DevSettings, RunningHost } from './run.ts'

export type Streams = { out: (line: string) => void; error: (line: string) => void }

/** How long a clean end may take before it is cut short. */
const stopTime = 900

/**
 * The web host as a command. Resolves with the exit code when nothing is left to do; while pages
 * are served that is after Ctrl+C or SIGTERM.
 * @param reason why it is a browser and not a window, if that was not asked for
 */
export async function webCommand(
  args: string[],
  streams: Streams,
  reason?: string,
  dev?: DevSettings,
): Promise<number> {
  const request = readOptions(args)
  if (request.do === 'refuse') {
    streams.error(`${request.message}\n\n${help}`)
    return 2
  }
  if (request.do === 'version' || request.do === 'help') {
    streams.out(request.do === 'version' ? productLine : `${productLine}\n\n${help}`)
    return 0
  }
  const { options } = request
  const asked = askedToStop()
  // Questions about the command are answered without waiting for the engine to load.
  const { describeFailure, runWebHost } = await import('./run.ts')
  let host
  try {
    host = await runWebHost(options, dev)
  } catch (error) {
    streams.error(describeFailure(error, options))
    return 1
  }
  announce(host, options, streams, reason)
  const stopListening = options.json ? () => {} : offerMoreLinks(host, streams)
  await Promise.race([asked, host.endAsked])
  stopListening()
  const tooLate = setTimeout(() => process.exit(1), stopTime)
  await host.stop()
  clearTimeout(tooLate)
  return 0
}

function announce(host: RunningHost, options: WebOptions, streams: Streams, reason?: string) {
  if (options.json) {
    streams.out(JSON.stringify({ name: 'Sampan', version, url: host.link, pid: process.pid }))
    return
  }
  streams.out(productLine)
  if (reason) streams.out(reason)
  streams.out(`Open ${host.link}`)
  const more = process.stdin.isTTY ? 'Enter gives another link. ' : ''
  streams.out(`The link works once, within 10 minutes. ${more}Ctrl+C ends everything.`)
}

/** A second window or browser needs a link of its own: each one works once. */
function offerMoreLinks(host: RunningHost, streams: Streams): () => void {
  if (!process.stdin.isTTY) return () => {}
  const give = () => streams.out(`Open ${host.newLink()}`)
  process.stdin.on('data', give)
  return () => {
    process.stdin.off('data', give)
    process.stdin.unref()
  }
}

/** Resolves at the first signal; a second one ends the process at once. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (isAsked) process.exit(1)
        isAsked = true
        resolve()
      })
  })
}
