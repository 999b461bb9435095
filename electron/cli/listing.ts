import type { EngineServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import type { Entry } from '../contract/files.ts'
import { remoteName, remoteParent } from '../engine/files/remotePaths.ts'
import type { Connected, Connector } from './connect.ts'
import type { RemoteArgument } from './arguments.ts'
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

/** Prints folders as they come. A file is shown as its own line, as `ls` does. */
export async function list(context: Context, remote: RemoteArgument[], isLong: boolean) {
  const { connector, terminal, report } = context
  for (const [index, argument] of remote.entries()) {
    const connected = await connector.to(argument)
    const path = connected.pathOf(argument)
    if (remote.length > 1 && !report.isJson)
      await terminal.print(`${index > 0 ? '\n' : ''}${shown(path, terminal)}:\n`)
    const show = (entries: Entry[]) => print(context, path, entries, isLong)
    try {
      await readFolder(context, connected, path, show)
    } catch (error) {
      const { code } = AppError.from(error)
      const parent = remoteParent(path)
      if (parent === null || argument.path.isFolder || !mayBeFile.has(code)) throw error
      const entry = await findEntry(context, connected, parent, remoteName(path))
      if (!entry) throw error
      await show([entry])
    }
  }
}

const mayBeFile = new Set(['remote-not-found', 'remote-permission-denied', 'server-refused'])

async function findEntry(
  context: Context,
  connected: Connected,
  folder: string,
  name: string,
): Promise<Entry | undefined> {
  let found: Entry | undefined
  await readFolder(context, connected, folder, async (entries) => {
    found ??= entries.find((entry) => entry.name === name)
  })
  return found
}

async function readFolder(
  { server, signal }: Context,
  { session }: Connected,
  path: string,
  take: (entries: Entry[]) => Promise<void>,
): Promise<void> {
  let isComplete = false
  await server.readFolder(
    {
      signal,
      async send(batch) {
        for (const part of batch)
          if (part.part === 'entries') await take(part.entries)
          else if (part.part === 'complete') isComplete = part.isComplete
      },
    },
    { kind: 'remote', sessionId: session.id, path },
  )
  if (!isComplete) throw new AppError('transfer-incomplete', 'The listing was cut short', { path })
}

function print(
  { report, terminal }: Context,
  folder: string,
  entries: Entry[],
  isLong: boolean,
): Promise<void> {
  const lines = report.isJson
    ? entries.map((entry) => JSON.stringify({ event: 'entry', folder, ...entry }))
    : entries.map((entry) => {
        const name = shown(entry.name, terminal)
        return isLong ? `${longFacts(entry)} ${name}${targetOf(entry, terminal)}` : name
      })
  return terminal.print(lines.length > 0 ? `${lines.join('\n')}\n` : '')
}

const letters = { file: '-', directory: 'd', link: 'l', unknown: '?' }

function longFacts({ kind, size, modifiedAt, permissions = '' }: Entry): string {
  const time = modifiedAt === null ? '' : new Date(modifiedAt).toISOString().slice(0, 19) + 'Z'
  return [
    letters[kind],
    permissions.padEnd(9),
    String(size ?? '-').padStart(13),
    time.padEnd(20),
  ].join(' ')
}

const targetOf = ({ target }: Entry, terminal: Terminal) =>
  target === undefined ? '' : ` -> ${shown(target, terminal)}`

/** In a pipe names are exact; on a terminal they must not steer it. */
const shown = (text: string, terminal: Terminal) =>
  terminal.isOutputTerminal ? harmless(text) : text
