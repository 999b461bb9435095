import type { Certificate } from './realServersCertificate.ts'
import { openFolder } from './realServersFolder.ts'
import { greet } from './realServersGreeting.ts'
import { ensureRealServer } from './realServersInstall.ts'
import type { RealServerName } from './realServersInstall.ts'
import { atExit } from './realServersLeftovers.ts'
import { takePorts } from './realServersPorts.ts'
import { startProcess } from './realServersProcess.ts'
import type { ServerProcess } from './realServersProcess.ts'
import { proftpd } from './realServersProftpd.ts'
import { pureFtpd } from './realServersPureFtpd.ts'
import type { RealServerOptions, ServerCommand, ServerSetup } from './realServersSetup.ts'
import { vsftpd } from './realServersVsftpd.ts'
import { until } from './systemUntil.ts'

export { realServerNames, realServersProblem } from './realServersInstall.ts'
export type { RealServerName, RealServerOptions, Certificate }

export type RealServer = {
  name: RealServerName
  host: string
  port: number
  user: string
  /** Made anew for every server. */
  password: string
  /** The local folder that the user sees as `remoteFolder`. */
  folder: string
  remoteFolder: string
  certificate: Certificate
  passivePorts: [number, number]
  pid: number
  /** Puts a file into the folder, with the folders above it, all owned by the server's user. */
  place(path: string, content: string | Uint8Array): void
  /** Gives a file or a whole tree that a test wrote below the folder to the server's user. */
  adopt(path?: string): void
  /** What the server has logged so far. */
  log(): Promise<string>
  stop(): Promise<void>
}

const servers: Record<RealServerName, (setup: ServerSetup) => ServerCommand> = {
  vsftpd,
  proftpd,
  'pure-ftpd': pureFtpd,
}

/** pure-ftpd has no implicit TLS (its `--tls` knows: none, explicit, required). */
export function hasImplicitTls(name: RealServerName): boolean {
  return name !== 'pure-ftpd'
}

/**
 * Starts a real FTP server on a free port of the loopback interface, with a folder of its own,
 * and waits until it greets. Throws with the server's own log when it does not.
 */
export async function startRealServer(
  name: RealServerName,
  options: RealServerOptions = {},
): Promise<RealServer> {
  if (options.tls === 'implicit' && !hasImplicitTls(name))
    throw new Error(`${name} has no implicit TLS`)
  ensureRealServer(name)
  const host = options.host ?? '127.0.0.1'
  const ports = await takePorts(host)
  const folder = openFolder(options.certificate)
  const setup: ServerSetup = {
    ...folder.setup,
    host,
    port: options.port ?? ports.control,
    passivePorts: options.passivePorts ?? ports.passive,
    options,
  }
  let server: ServerProcess | undefined
  const leave = () => {
    folder.remove()
    ports.release()
  }
  const forget = atExit(() => {
    server?.kill()
    leave()
  })
  const stop = async () => {
    await server?.stop()
    leave()
    forget()
  }
  try {
    const command = servers[name](setup)
    folder.place(command)
    server = await startProcess(command.program, command.args, setup.work, command.env)
    await untilGreeting(setup, server)
  } catch (error) {
    const log = folder.log()
    await stop()
    throw new Error(`${name} did not start. Its log:\n${log}`, { cause: error })
  }
  const { port, passivePorts, user, root } = setup
  return {
    ...{ name, host, port, passivePorts, user, password: folder.password, stop },
    get certificate() {
      return setup.certificate()
    },
    folder: root,
    remoteFolder: '/',
    pid: server.pid,
    place: (path, content) => folder.placeFile(path, content),
    adopt: (path = '.') => folder.adopt(path),
    log: async () => folder.log(),
  }
}

async function untilGreeting(setup: ServerSetup, server: ServerProcess) {
  const certificate = setup.options.tls === 'implicit' ? setup.certificate() : undefined
  await until(
    async () => {
      if (!server.ended()) await greet(setup, certificate)
      return true
    },
    { timeout: 15_000, what: `the greeting of ${setup.host} port ${setup.port}` },
  )
  // The limit on connections must not count this one any more.
  await until(() => server.sessions() === 0, { what: 'the end of the first session' })
  const end = server.ended()
  if (end) throw new Error(`the server ${end}`)
}
