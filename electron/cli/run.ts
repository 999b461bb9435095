import type { EngineServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import { createEngine } from '../engine/engine.ts'
import { version } from '../engine/product.ts'
import { openVault } from '../engine/secrets/vault.ts'
import type { Answers } from './answers.ts'
import { answerQuestions } from './answers.ts'
import type { RunOptions, Work } from './arguments.ts'
import { makeFolders, remove, sendRaw } from './changes.ts'
import { createConnector } from './connect.ts'
import type { ExitCode } from './exitCodes.ts'
import { exitCodeOf } from './exitCodes.ts'
import { list } from './listing.ts'
import { planTransfers } from './plan.ts'
import { openRunFolder } from './profile.ts'
import { terminalPrompt } from './prompt.ts'
import type { Report } from './report.ts'
import { createReport } from './report.ts'
import type { Terminal } from './terminal.ts'
import { applySettings, resumeQueue, transfer, usualConflict } from './transfer.ts'

type Run = {
  server: EngineServer
  answers: Answers
  report: Report
  terminal: Terminal
  options: RunOptions
  signal: AbortSignal
}

/** Does what the command line asks; resolves with the exit code when all of it has ended. */
export async function run(
  work: Work,
  options: RunOptions,
  terminal: Terminal,
  stop: AbortController,
): Promise<ExitCode> {
  const report = createReport(terminal, options)
  const { signal } = stop
  try {
    return await withEngine(work, options, async (server) => {
      const prompt = terminalPrompt(() => stop.abort())
      const environment = process.env
      const answers = answerQuestions({ server, options, prompt, report, signal, environment })
      const running = { server, answers, report, terminal, options, signal }
      return work.do === 'resume' ? await resume(running) : await perform(running, work)
    })
  } catch (thrown) {
    const error = AppError.from(thrown)
    if (signal.aborted) return 130
    // A question that was answered with no has said why already.
    if (error.code === 'cancelled') return 5
    report.fail(error, error.details?.path)
    return exitCodeOf(error.code)
  }
}

async function withEngine(
  work: Work,
  options: RunOptions,
  job: (server: EngineServer) => Promise<ExitCode>,
): Promise<ExitCode> {
  const folder = await openRunFolder(options)
  try {
    const { vault } = await openVault({ file: `${folder.path}/vault.json` })
    const engine = await createEngine({
      dataFolder: folder.path,
      secrets: vault,
      host: 'cli',
      version,
      ...(options.segments === undefined ? {} : { segments: options.segments }),
    })
    try {
      if (folder.isKept && work.do !== 'resume') await refuseUnfinished(engine.server, options)
      return await job(engine.server)
    } finally {
      await engine.close()
    }
  } finally {
    await folder.remove()
  }
}

/** New work on top of old work would be a surprise: the old options would count for it. */
async function refuseUnfinished(server: EngineServer, { queueFolder }: RunOptions): Promise<void> {
  const { total } = await server.listTransfers(new AbortController().signal, {
    tab: 'queue',
    offset: 0,
    limit: 0,
  })
  if (total === 0) return
  throw new AppError(
    'not-possible-now',
    `${total} transfers of an earlier run wait in that queue: finish them with ` +
      `sampan resume --queue ${queueFolder}, or use another folder`,
  )
}

async function resume(running: Run): Promise<ExitCode> {
  await applySettings(running.server, running.options, running.signal)
  return resumeQueue(running)
}

async function perform(running: Run, work: Exclude<Work, { do: 'resume' }>): Promise<ExitCode> {
  const { server, options, report, signal } = running
  const connector = createConnector(server, options, report, signal)
  const context = { ...running, connector }
  switch (work.do) {
    case 'ls':
      await list(context, work.remote, work.isLong)
      return 0
    case 'rm':
      return remove(context, work.remote, work.isRecursive)
    case 'mkdir':
      return makeFolders(context, work.remote, work.withParents)
    case 'raw':
      return sendRaw(context, work.remote, work.lines)
    default: {
      await applySettings(server, options, signal)
      const transfers = await planTransfers(context, work)
      return transfer(running, transfers, options.onConflict ?? usualConflict(work))
    }
  }
}
