import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { EngineServer } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import type { NewTransfer } from '../contract/transfers.ts'
import { localError } from '../engine/files/localErrors.ts'
import { joinRemote, remoteName } from '../engine/files/remotePaths.ts'
import { parseMdtmReply, parseSizeReply } from '../engine/ftp/replies.ts'
import type { RemoteArgument, Work } from './arguments.ts'
import { isFolder } from './changes.ts'
import type { Connector } from './connect.ts'

type TransferWork = Extract<Work, { do: 'get' | 'put' | 'mirror' }>
type Context = { server: EngineServer; connector: Connector; signal: AbortSignal }

/** What a command line asks to be transferred, as items for the queue. */
export function planTransfers(context: Context, work: TransferWork): Promise<NewTransfer[]> {
  if (work.do === 'get') return planGet(context, work)
  return work.do === 'put' ? planPut(context, work) : planMirror(context, work)
}

async function planGet(
  context: Context,
  { remote, folder }: Extract<Work, { do: 'get' }>,
): Promise<NewTransfer[]> {
  const transfers: NewTransfer[] = []
  for (const argument of remote) {
    const { session, pathOf } = await context.connector.to(argument)
    const path = pathOf(argument)
    const name = remoteName(path) || session.settings.host
    transfers.push({
      source: { kind: 'remote', sessionId: session.id, path },
      target: { kind: 'local', path: join(resolve(folder), name) },
      ...(await remoteFacts(context, session.id, path, argument)),
    })
  }
  refuseSameTargets(transfers)
  return transfers
}

type RemoteFacts = Pick<NewTransfer, 'kind' | 'size' | 'modifiedAt'>

/** What has a size is a file (RFC 3659 §4); whether it is a folder the queue finds out. */
async function remoteFacts(
  { server, signal }: Context,
  sessionId: string,
  path: string,
  { path: { isFile, isFolder: isKnownFolder } }: RemoteArgument,
): Promise<RemoteFacts> {
  const ask = async (command: string) => {
    const { code, lines } = await server.sendRawCommand(signal, sessionId, `${command} ${path}`)
    return code === 213 ? lines.join('\n') : undefined
  }
  if (isKnownFolder) return { kind: 'directory', size: null, modifiedAt: null }
  const stated = await ask('SIZE')
  const size = stated === undefined ? null : parseSizeReply(stated)
  if (size === null) return { kind: isFile ? 'file' : 'unknown', size, modifiedAt: null }
  const time = await ask('MDTM')
  const modifiedAt = time === undefined ? null : (parseMdtmReply(time)?.getTime() ?? null)
  return { kind: 'file', size, modifiedAt }
}

/** Two sources of one name would overwrite each other, whichever comes last. */
function refuseSameTargets(transfers: NewTransfer[]): void {
  const targets = new Set<string>()
  for (const { target } of transfers) {
    if (targets.has(target.path))
      throw new AppError('name-collision', `Two of the sources would become ${target.path}`)
    targets.add(target.path)
  }
}

async function planPut(
  { server, connector, signal }: Context,
  { files, remote }: Extract<Work, { do: 'put' }>,
): Promise<NewTransfer[]> {
  const found = await Promise.all(files.map(localFacts))
  const { session, pathOf } = await connector.to(remote)
  const path = pathOf(remote)
  const isInto =
    remote.path.isFolder ||
    files.length > 1 ||
    path === '/' ||
    (!remote.path.isFile && (await isFolder(server, session.id, path, signal)))
  const transfers = found.map(({ path: source, kind, size, modifiedAt }): NewTransfer => ({
    source: { kind: 'local', path: source },
    target: {
      kind: 'remote',
      sessionId: session.id,
      path: isInto ? joinRemote(path, basename(source)) : path,
    },
    kind,
    size,
    modifiedAt,
  }))
  refuseSameTargets(transfers)
  return transfers
}

async function planMirror(
  { connector }: Context,
  { direction, local, remote }: Extract<Work, { do: 'mirror' }>,
): Promise<NewTransfer[]> {
  if (direction === 'up') {
    const { kind } = await localFacts(local)
    if (kind !== 'directory')
      throw new AppError('bad-request', `${local} is no folder; put sends single files`)
  }
  const { session, pathOf } = await connector.to(remote)
  const here = { kind: 'local', path: resolve(local) } as const
  const there = { kind: 'remote', sessionId: session.id, path: pathOf(remote) } as const
  return [
    {
      source: direction === 'up' ? here : there,
      target: direction === 'up' ? there : here,
      kind: 'directory',
      size: null,
      modifiedAt: null,
    },
  ]
}

/** A file or folder that the user named: links are followed. */
async function localFacts(path: string) {
  try {
    const facts = await stat(path)
    const isDirectory = facts.isDirectory()
    if (!isDirectory && !facts.isFile())
      throw new AppError('local-failed', 'Only regular files and folders can be sent', { path })
    return {
      path: resolve(path),
      kind: isDirectory ? ('directory' as const) : ('file' as const),
      size: isDirectory ? null : facts.size,
      modifiedAt: Math.round(facts.mtimeMs),
    }
  } catch (error) {
    throw localError(error, path)
  }
}
