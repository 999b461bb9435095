import type { TLSSocket } from 'node:tls'
import { AppError } from '../../contract/errors.ts'
import type { ConnectionSettings, Credentials, TlsInfo } from '../../contract/sessions.ts'
import type { DataProtection } from './dataChannel.ts'
import { dial } from './dial.ts'
import type { ProxyRoute } from './dial.ts'
import { EngineContext } from './engineContext.ts'
import { cancelled, errorFromReply } from './errors.ts'
import { parseFeatReply, parsePwdReply } from './replies.ts'
import type { Reply } from './replyReader.ts'
import { decideTrust, tlsFacts, tlsOptionsFor, upgrade } from './tls.ts'
import type { TlsOptions, TlsSessionStore, TrustHook } from './tls.ts'
import type { ConnectionLog } from './transcript.ts'

/** What several connections to the same server share, so that only the first one has to ask. */
export type ServerMemory = {
  features: Map<string, string> | undefined
  /** True once a connection to this host was protected: plain is then no longer accepted silently. */
  hadTls: boolean
}

export type LoginOptions = {
  settings: ConnectionSettings
  /** Asked when needed, and again never by itself: a refused password is the caller's matter. */
  credentials: (signal: AbortSignal, wanted: 'password' | 'account') => Promise<Credentials>
  /** Asked before a user name goes out in the clear because the server offers nothing better. */
  acceptPlain?: (signal: AbortSignal) => Promise<void>
  trust: TrustHook
  memory: ServerMemory
  log: ConnectionLog
  signal: AbortSignal
  proxyPassword?: string
  keyPassphrase?: string
}

export type LoggedIn = {
  context: EngineContext
  features: Map<string, string>
  tls: TlsInfo | undefined
  protection: DataProtection | undefined
  proxy: ProxyRoute | undefined
  greeting: string
  homeFolder: string
}

const textOf = (reply: Reply) => reply.lines.join('\n')

/** Dials, protects, logs in and prepares a connection for binary transfers. */
export async function logIn(options: LoginOptions): Promise<LoggedIn> {
  const context = new EngineContext(options.log)
  const { signal } = options
  const stop = () => context.closeWithError(cancelled())
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await steps(context, options)
  } catch (error) {
    const cause = AppError.from(signal.aborted ? cancelled() : error)
    context.closeWithError(cause)
    throw cause
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function steps(context: EngineContext, options: LoginOptions): Promise<LoggedIn> {
  const { settings, log, signal, memory } = options
  const replyTimeout = settings.replyTimeout * 1_000
  const ask = (command: string) => context.ask(command, replyTimeout)
  const proxy = settings.proxy
    ? {
        ...settings.proxy,
        ...(options.proxyPassword === undefined ? {} : { password: options.proxyPassword }),
      }
    : undefined
  const tlsOptions = await tlsOptionsFor(settings, options.keyPassphrase)
  const store: TlsSessionStore = { session: undefined }

  await connect(context, options, proxy)
  let tls: TlsInfo | undefined
  if (settings.encryption === 'implicit') tls = await startTls(context, options, tlsOptions, store)
  const greeting = await greet(context, settings)
  if (settings.encryption === 'auto' || settings.encryption === 'required') {
    if (await offersTls(context, options)) {
      tls = await startTls(context, options, tlsOptions, store)
      memory.hadTls = true
    }
  }
  if (!tls) {
    log.record({ kind: 'note', level: 'warning', code: 'connection-plain', values: {} })
    if (settings.encryption === 'auto') await options.acceptPlain?.(signal)
    if (context.closeReason) throw AppError.from(context.closeReason)
  }
  if (settings.virtualHost) await mustSucceed(context, `HOST ${settings.virtualHost}`, replyTimeout)

  await authenticate(context, options, ask)
  if (signal.aborted) throw cancelled()

  if (tls) await protectData(ask)
  const features = (memory.features ??= await readFeatures(ask))
  if (usesUtf8(settings, features)) await ask('OPTS UTF8 ON')
  await mustSucceed(context, 'TYPE I', replyTimeout)
  for (const command of settings.postLoginCommands) await ask(command)
  const homeFolder = await readHome(ask)
  const protection = tls
    ? {
        tls: tlsOptions,
        store,
        controlFingerprint: tls.fingerprint,
        timeout: settings.connectTimeout * 1_000,
      }
    : undefined
  return { context, features, tls, protection, proxy, greeting, homeFolder }
}

async function connect(
  context: EngineContext,
  { settings, log, signal }: LoginOptions,
  proxy: ProxyRoute | undefined,
): Promise<void> {
  const { host, port, connectTimeout } = settings
  const remote = { host, port }
  log.record({
    kind: 'tcp',
    step: 'dialling',
    remote,
    ...(proxy ? { detail: `${proxy.kind} ${proxy.host}:${proxy.port}` } : {}),
  })
  try {
    const socket = await dial({
      host,
      port,
      timeout: connectTimeout * 1_000,
      signal,
      ...(proxy ? { proxy } : {}),
    })
    log.record({
      kind: 'tcp',
      step: 'open',
      local: { host: socket.localAddress ?? '', port: socket.localPort ?? 0 },
      remote: { host: socket.remoteAddress ?? host, port: socket.remotePort ?? port },
    })
    if (settings.encryption === 'implicit') context.hold(socket)
    else context.adopt(socket)
  } catch (error) {
    const cause = AppError.from(error)
    log.record({ kind: 'tcp', step: 'failed', remote, detail: cause.message })
    throw cause
  }
}

/** The greeting: 120 announces a delay, 220 is the go-ahead (RFC 959 §5.4). */
async function greet(context: EngineContext, settings: ConnectionSettings): Promise<string> {
  const timeout = settings.connectTimeout * 1_000
  const conversation = context.converse(undefined, {
    timeout,
    onReply(reply) {
      if (reply.code !== 120) return 'done'
      // "Service ready in nnn minutes": the server asked for patience.
      conversation.setTimeout(Math.max(timeout, 120_000))
      return 'more'
    },
  })
  const reply = await conversation.done
  if (reply.code === 220) return textOf(reply)
  throw reply.code >= 400
    ? errorFromReply(reply, '')
    : new AppError('protocol-error', `The greeting is not one of FTP: ${textOf(reply)}`, {
        reply: textOf(reply),
      })
}

async function offersTls(
  context: EngineContext,
  { settings, memory }: LoginOptions,
): Promise<boolean> {
  const timeout = settings.replyTimeout * 1_000
  let reply = await context.ask('AUTH TLS', timeout)
  if (reply.code !== 234 && reply.code >= 500) reply = await context.ask('AUTH SSL', timeout)
  if (reply.code === 234) {
    // Whatever follows 234 in plain text was not sent by whom we are about to authenticate
    // (RFC 4217 §15.4, CVE-2021-22947).
    if (!context.hasNoPendingBytes)
      throw new AppError('tls-failed', 'Text was injected before TLS could start', {
        cause: 'plain text after 234',
      })
    return true
  }
  if (reply.code < 400)
    throw new AppError('protocol-error', `Not an answer to AUTH: ${textOf(reply)}`, {
      reply: textOf(reply),
      command: 'AUTH',
    })
  const details = { reply: textOf(reply), command: 'AUTH TLS', host: settings.host }
  if (settings.encryption === 'required')
    throw new AppError('tls-not-offered', 'The server does not offer TLS', details)
  if (memory.hadTls)
    throw new AppError(
      'tls-downgrade',
      'The server offered TLS before and does not any more',
      details,
    )
  return false
}

async function startTls(
  context: EngineContext,
  { settings, log, signal, trust }: LoginOptions,
  tlsOptions: TlsOptions,
  store: TlsSessionStore,
): Promise<TlsInfo> {
  log.record({ kind: 'tls', step: 'started' })
  let secure: TLSSocket
  try {
    secure = await upgrade(context.releaseForUpgrade(), {
      tls: tlsOptions,
      store,
      timeout: settings.connectTimeout * 1_000,
      signal,
    })
  } catch (error) {
    const cause = AppError.from(error)
    log.record({ kind: 'tls', step: 'failed', detail: cause.message })
    throw cause
  }
  log.record({ kind: 'tls', step: 'open', tls: tlsFacts(secure) })
  const socketError = new Promise<never>((_resolve, reject) => {
    secure.once('error', reject)
    secure.once('close', () => reject(new AppError('server-closed', 'The server hung up')))
  })
  socketError.catch(() => {})
  try {
    // A person may take minutes to decide; the server may lose patience meanwhile.
    const info = await Promise.race([decideTrust(secure, settings, trust, signal), socketError])
    context.adopt(secure)
    return info
  } catch (error) {
    secure.on('error', () => {})
    secure.destroy()
    throw error
  }
}

async function authenticate(
  context: EngineContext,
  { settings, credentials, signal }: LoginOptions,
  ask: (command: string) => Promise<Reply>,
): Promise<void> {
  let reply = await ask(`USER ${settings.user}`)
  if (reply.code === 331) {
    const { password } = await credentials(signal, 'password')
    if (context.closeReason) throw AppError.from(context.closeReason)
    reply = await ask(`PASS ${password ?? ''}`)
  }
  if (reply.code === 332) {
    const { account } = await credentials(signal, 'account')
    if (context.closeReason) throw AppError.from(context.closeReason)
    if (account === undefined)
      throw new AppError('login-failed', 'The server asks for an account', {
        reply: textOf(reply),
        command: 'ACCT',
      })
    reply = await ask(`ACCT ${account}`)
  }
  if (reply.code === 230 || reply.code === 202 || reply.code === 232) return
  if (reply.code >= 400) throw errorFromReply(reply, context.lastCommand)
  throw new AppError('protocol-error', `Not an answer to a login: ${textOf(reply)}`, {
    reply: textOf(reply),
    command: context.lastCommand,
  })
}

/** PBSZ 0 and PROT P (RFC 4217 §9): data must not travel in the clear beside a protected control. */
async function protectData(ask: (command: string) => Promise<Reply>): Promise<void> {
  await ask('PBSZ 0')
  const reply = await ask('PROT P')
  if (reply.code !== 200)
    throw new AppError(
      'data-protection-refused',
      'The server refuses to protect data connections',
      { reply: textOf(reply), command: 'PROT P' },
    )
}

async function readFeatures(ask: (command: string) => Promise<Reply>) {
  const reply = await ask('FEAT')
  return reply.code === 211 ? parseFeatReply(textOf(reply)) : new Map<string, string>()
}

function usesUtf8(settings: ConnectionSettings, features: Map<string, string>): boolean {
  if (settings.quirks.noUtf8 || !features.has('UTF8')) return false
  return /^(auto|utf-?8)$/i.test(settings.encoding)
}

async function readHome(ask: (command: string) => Promise<Reply>): Promise<string> {
  const reply = await ask('PWD')
  return reply.code === 257 ? parsePwdReply(textOf(reply)) : '/'
}

async function mustSucceed(context: EngineContext, command: string, timeout: number) {
  const reply = await context.ask(command, timeout)
  if (reply.code >= 300) throw errorFromReply(reply, command)
}
