import { productLine } from '../engine/product.ts'
import { readArguments } from './arguments.ts'
import type { ExitCode } from './exitCodes.ts'
import { commandHelp, overview } from './help.ts'
import type { Terminal } from './terminal.ts'

/** The program: resolves with its exit code. */
export async function sampan(args: string[], terminal: Terminal): Promise<ExitCode> {
  const request = readArguments(args)
  switch (request.do) {
    case 'version':
      await terminal.print(`${productLine}\n`)
      return 0
    case 'help': {
      const text = request.command === undefined ? overview() : commandHelp(request.command)
      await terminal.print(`${productLine}\n\n${text}\n`)
      return 0
    }
    case 'refuse': {
      const more = request.command === undefined ? '' : `${request.command} `
      terminal.tell(`sampan: ${request.message}`)
      terminal.tell(`  See sampan ${more}--help.`)
      return 2
    }
    case 'run': {
      const stop = new AbortController()
      stopAtSignals(stop)
      // Questions about the command line are answered without waiting for the engine to load.
      const { run } = await import('./run.ts')
      return run(request.work, request.options, terminal, stop)
    }
  }
}

/** The first signal ends the run in good order, the second one at once. */
function stopAtSignals(stop: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130)
      stop.abort()
    })
}
