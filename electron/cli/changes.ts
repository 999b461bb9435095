import type { EngineServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import { remoteParent } from '../engine/files/remotePaths.ts'
import type { RemoteArgument } from './arguments.ts'
import type { Connector } from './connect.ts'
import type { ExitCode } from './exitCodes.ts'
import { exitCodeOf } from './exitCodes.ts'
import type { Report } from './report.ts'
import type { Terminal } from './terminal.ts'
import { harmless } from './terminal.ts'

type Context = {
  server: EngineServer
  connector: Connector
  report: Report
  terminal: Terminal
  signal: AbortSignal
}

/** Does one thing for each argument, going on after failures; the first failure's code counts. */
async function forEach(
  { report, signal }: Context,
  remote: RemoteArgument[],
  job: (argument: RemoteArgument) => Promise<void>,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  for (const argument of remote) {
    try {
      await job(argument)
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (signal.aborted) throw error
      report.fail(error, error.details?.path)
      exitCode ||= exitCodeOf(error.code)
    }
  }
  return exitCode
}

export function remove(context: Context, remote: RemoteArgument[], isRecursive: boolean) {
  const { server, connector, report, signal } = context
  return forEach(context, remote, async (argument) => {
    const { session, pathOf } = await connector.to(argument)
    const path = pathOf(argument)
    if (!isRecursive) await ask(context, session.id, `DELE ${path}`, path)
    else {
      const { failures } = await server.deleteEntries(signal, [
        { kind: 'remote', sessionId: session.id, path },
      ])
      for (const { path: failed, code, message } of failures)
        report.fail(AppError.fromData({ code: code as AppError['code'], message }), failed)
      if (failures.length > 0)
        throw new AppError('server-refused', 'Not all of it could be deleted', { path })
    }
    report.event({ event: 'deleted', path })
  })
}

export function makeFolders(context: Context, remote: RemoteArgument[], withParents: boolean) {
  const { server, connector, report, signal } = context
  return forEach(context, remote, async (argument) => {
    const { session, pathOf } = await connector.to(argument)
    const make = (path: string) =>
      server.makeFolder(signal, { kind: 'remote', sessionId: session.id, path })
    const exists = (path: string) => isFolder(server, session.id, path, signal)
    const makeAll = async (path: string): Promise<void> => {
      if (await exists(path)) return
      const parent = remoteParent(path)
      if (parent !== null && parent !== '/') await makeAll(parent)
      await make(path)
    }
    const path = pathOf(argument)
    await (withParents ? makeAll(path) : make(path))
    report.event({ event: 'made', path })
  })
}

export async function sendRaw(
  context: Context,
  remote: RemoteArgument,
  lines: string[],
): Promise<ExitCode> {
  const { server, connector, report, terminal, signal } = context
  const { session } = await connector.to(remote)
  let exitCode: ExitCode = 0
  for (const line of lines) {
    const reply = await server.sendRawCommand(signal, session.id, line)
    report.event({ event: 'reply', command: line.split(' ', 1)[0], ...reply })
    const show = terminal.isOutputTerminal ? harmless : (text: string) => text
    if (!report.isJson) await terminal.print(reply.lines.map((text) => `${show(text)}\n`).join(''))
    if (reply.code >= 400) exitCode = 1
  }
  return exitCode
}

/** Whether CWD enters it. */
export async function isFolder(
  server: EngineServer,
  sessionId: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { code } = await server.sendRawCommand(signal, sessionId, `CWD ${path}`)
  return code < 300
}

async function ask(context: Context, sessionId: string, command: string, path: string) {
  const reply = await context.server.sendRawCommand(context.signal, sessionId, command)
  if (reply.code < 300) return
  const code = reply.code === 550 ? 'remote-not-found' : 'server-refused'
  throw new AppError(code, reply.lines.at(-1) ?? 'The server refused', { path, command })
}
