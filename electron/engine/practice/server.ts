import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { perform } from './commands/index.ts'
import { type PracticeEvent, Transcript } from './events.ts'
import {
  defaultFeatures,
  defaultGreeting,
  defaultUsers,
  isLoopback,
  type PracticeServerOptions,
} from './options.ts'
import { Jail } from './paths.ts'
import { reply } from './replies.ts'
import { makeSampleFolder } from './samples.ts'
import type { Control, Script } from './script.ts'
import { ScriptPlayer } from './scriptPlayer.ts'
import { Session } from './session.ts'
import { TlsServer } from './tlsServer.ts'
import type { World } from './world.ts'

export type PracticeServer = {
  readonly host: string
  /** Plain or explicit TLS, or implicit TLS where that is all there is. */
  readonly port: number
  readonly implicitPort?: number
  /** The folder it shows, links resolved. */
  readonly folder: string
  readonly url: string
  /** PEM, and its SHA-256 as `AA:BB:…`; absent without TLS. */
  readonly certificate?: string
  readonly certificateFingerprint?: string
  /** What happened so far. */
  readonly transcript: readonly PracticeEvent[]
  /** The commands received, secrets masked, of one control connection or of all. */
  commands: (connection?: number) => string[]
  /** The open control connections, oldest first. */
  connections: () => Control[]
  /** Replaces the script and begins to count anew. */
  setScript: (script: Script) => void
  /** Ends all connections and removes a folder it made itself. */
  stop: () => Promise<void>
}

/** A real FTP server for trying things out, reachable from this machine only. */
export async function startPracticeServer(
  options: PracticeServerOptions = {},
): Promise<PracticeServer> {
  const { host = '127.0.0.1', tls: tlsMode = 'explicit' } = options
  if (!isLoopback(host)) throw new Error(`The practice server serves loopback only, not ${host}.`)
  const samples = options.folder === undefined ? await makeSampleFolder() : null
  const listeners: Server[] = []
  const sessions = new Set<Session>()
  const dataSockets = new Set<Socket>()
  const stop = async () => {
    const closed = listeners.splice(0).map(close)
    for (const session of sessions) session.destroy()
    for (const socket of dataSockets) socket.destroy()
    await Promise.all(closed)
    await samples?.remove()
  }
  try {
    const folder = options.folder ?? samples!.folder
    const tls = tlsMode === 'none' ? null : await TlsServer.create(options.tlsOptions ?? {})
    const world = await createWorld(options, folder, { tls, sessions, dataSockets })
    const accept = acceptor(world, options, sessions)
    const main = await listen(host, options.port ?? 0, accept(tlsMode === 'implicit'))
    listeners.push(main)
    if (tlsMode === 'both')
      listeners.push(await listen(host, options.implicitPort ?? 0, accept(true)))
    const [port = 0, second] = listeners.map((server) => (server.address() as AddressInfo).port)
    const scheme = tlsMode === 'implicit' ? 'ftps' : 'ftp'
    return {
      host,
      port,
      implicitPort: tlsMode === 'implicit' ? port : second,
      folder: world.jail.root,
      url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/`,
      certificate: tls?.certificate,
      certificateFingerprint: tls?.fingerprint,
      transcript: world.transcript.events,
      commands: (connection) => world.transcript.commands(connection),
      connections: () => openOnes(sessions),
      setScript: (script) => world.player.replace(script),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function createWorld(
  options: PracticeServerOptions,
  folder: string,
  running: { tls: TlsServer | null; sessions: ReadonlySet<Session>; dataSockets: Set<Socket> },
): Promise<World> {
  const features = { ...defaultFeatures, ...options.features }
  const without = new Set(features.without)
  if (without.has('MLSD')) without.add('MLST')
  const limit = limitOf(options)
  return {
    jail: await Jail.at(folder),
    features,
    users: options.users ?? defaultUsers,
    greeting: options.greeting ?? defaultGreeting,
    passivePorts: options.passivePorts,
    tls: running.tls,
    dataSockets: running.dataSockets,
    player: new ScriptPlayer(options.script ?? []),
    transcript: new Transcript(options.onEvent, options.eventsKept),
    isFull: () =>
      limit.refuse === 530 &&
      openOnes(running.sessions).filter((session) => session.user !== null).length >= limit.most,
    lacks: (verb) => without.has(verb),
  }
}

const limitOf = ({ connectionLimit = Infinity }: PracticeServerOptions) =>
  typeof connectionLimit === 'number' ? { most: connectionLimit, refuse: 421 } : connectionLimit

/** What happens to a new control connection. */
function acceptor(world: World, options: PracticeServerOptions, sessions: Set<Session>) {
  const limit = limitOf(options)
  let count = 0
  const hooks = { perform, over: (session: Session) => void sessions.delete(session) }
  return (isImplicit: boolean) => (socket: Socket) => {
    const isTooMany = limit.refuse === 421 && openOnes(sessions).length >= limit.most
    const session = new Session(++count, socket, world, hooks)
    sessions.add(session)
    void session.start(isImplicit, isTooMany ? reply(421, 'Too many connections.') : null)
  }
}

const openOnes = (sessions: ReadonlySet<Session>): Session[] =>
  [...sessions].filter((session) => !session.isEnding)

const listen = (host: string, port: number, accept: (socket: Socket) => void): Promise<Server> =>
  new Promise((resolve, reject) => {
    // Paused: on implicit TLS the first bytes are the handshake.
    const server = createServer({ pauseOnConnect: true }, accept)
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()))
