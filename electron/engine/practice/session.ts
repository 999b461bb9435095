import type { Socket } from 'node:net'
import type { SecureContextOptions, TLSSocket } from 'node:tls'
import { ControlChannel } from './controlChannel.ts'
import type { DataSetup } from './dataPort.ts'
import type { FactName } from './facts.ts'
import type { HashName } from './hashes.ts'
import { nameCodec, type NameCodec } from './names.ts'
import { type PracticeUser, withoutMapping } from './options.ts'
import { joinVirtual } from './paths.ts'
import { formatReply, Refusal, reply, type Reply, replyToError } from './replies.ts'
import type { Answer, Control, Cut } from './script.ts'
import type { Play } from './scriptPlayer.ts'
import { tlsFacts } from './tlsServer.ts'
import { pause } from './waiting.ts'
import type { World } from './world.ts'

/** Who is logged in, or how far the login is (RFC 959 §5.4: USER, PASS, ACCT). */
export type Login =
  | { kind: 'none' }
  | { kind: 'needs-password'; name: string }
  | { kind: 'needs-account'; user: PracticeUser }
  | { kind: 'user'; user: PracticeUser }

export type Transfer =
  | { kind: 'idle' }
  | { kind: 'running'; abort: AbortController; over: Promise<void>; moved: () => number }

/** One command on its way: what came, what the script says to it, and how to answer. */
export type Exchange = {
  readonly verb: string
  readonly argument: string
  readonly play: Play
  readonly send: (reply: Reply) => Promise<void>
}

/** Commands that may stand between REST and the transfer it is for. */
const keepsRestart =
  /^(REST|RANG|PASV|EPSV|CPSV|SPSV|PORT|EPRT|TYPE|MODE|STRU|ALLO|NOOP|RETR|STOR|APPE|STOU|HASH)$/
const transferVerbs = /^(RETR|STOR|APPE|STOU|LIST|NLST|MLSD)$/
const secretVerbs = /^(PASS|ACCT)$/
const mostWaitingCommands = 10_000

/** What a session leaves to others. */
export type SessionHooks = {
  /** Runs a command; `null` means that it answered by itself. */
  perform: (session: Session, exchange: Exchange) => Promise<Reply | null>
  over: (session: Session) => void
}

/** One control connection: its state, and its commands one after another. */
export class Session implements Control {
  readonly id: number
  readonly remote: string
  readonly world: World
  readonly remoteAddress: string
  readonly localAddress: string

  login: Login = { kind: 'none' }
  failedLogins = 0
  directory = '/'
  type: 'A' | 'I' = 'A'
  restart = 0
  /** First and last byte (inclusive) of the next RETR or HASH. */
  range: { first: number; last: number } | null = null
  renameFrom: string | null = null
  dataSetup: DataSetup = { kind: 'none' }
  onlyExtendedPassive = false
  protection: 'C' | 'P' = 'C'
  hasBufferSize = false
  isTlsClientOnData = false
  facts: ReadonlySet<FactName> | null = null
  hash: HashName = 'SHA-256'
  transfer: Transfer = { kind: 'idle' }
  isSecure = false

  readonly #hooks: SessionHooks
  readonly #channel: ControlChannel
  readonly #waiting: Buffer[] = []
  #isBusy = false
  #idle: NodeJS.Timeout | undefined

  constructor(id: number, socket: Socket, world: World, hooks: SessionHooks) {
    this.id = id
    this.world = world
    this.#hooks = hooks
    this.remoteAddress = withoutMapping(socket.remoteAddress ?? '')
    this.localAddress = withoutMapping(socket.localAddress ?? '')
    this.remote = `${this.remoteAddress}:${socket.remotePort}`
    this.#channel = new ControlChannel(socket, nameCodec(world.features.encoding), {
      line: (line) => this.#receive(line),
      sent: (text) => world.transcript.add(id, { kind: 'reply', text }),
      closed: () => this.#over(),
    })
    world.transcript.add(id, { kind: 'connect', remote: this.remote })
  }

  get closed(): AbortSignal {
    return this.#channel.closed
  }

  /** Whether the server said goodbye already. */
  get isEnding(): boolean {
    return this.#channel.isEnding
  }

  get codec(): NameCodec {
    return this.#channel.codec
  }

  set codec(codec: NameCodec) {
    this.#channel.codec = codec
  }

  get user(): PracticeUser | null {
    return this.login.kind === 'user' ? this.login.user : null
  }

  /** Greets, or turns the client away with `refusal`, and listens. */
  async start(isImplicit: boolean, refusal: Reply | null): Promise<void> {
    const play = this.world.player.play('CONNECT', '', this)
    if (isImplicit) {
      await this.secureControl(play)
      this.protection = 'P'
    }
    const greeting = refusal ?? reply(220, ...this.world.greeting)
    await this.#answer(play, async () => greeting)
    if (refusal) this.close('END')
    if (!isImplicit) this.#channel.listen()
    this.#expectCommand()
  }

  /** Starts TLS on the control connection; what was sent before in plain text is forgotten. */
  async secureControl(play: Play): Promise<void> {
    const { tls } = this.world
    if (!tls) throw new Refusal(502, 'No TLS here.')
    const { silent, ...changes } = play.tls ?? {}
    if (silent) return this.#channel.ignore()
    this.#waiting.length = 0
    const isChanged = Object.keys(changes).length > 0
    try {
      const secured = await this.#channel.upgrade((socket) =>
        this.#shake(socket, isChanged, changes),
      )
      this.world.transcript.add(this.id, { kind: 'control-tls', tls: tlsFacts(secured) })
      this.isSecure = true
    } catch {
      this.#channel.destroy()
    }
  }

  /** Before AUTH is answered: nothing that follows it in plain text may count as a command. */
  stopReading(): void {
    this.#channel.suspend()
    this.#waiting.length = 0
  }

  /** Back to the state before the login, as REIN and AUTH want it. */
  reset(): void {
    this.clearDataSetup()
    this.login = { kind: 'none' }
    this.directory = '/'
    this.type = 'A'
    this.restart = 0
    this.range = null
    this.renameFrom = null
    this.onlyExtendedPassive = false
    this.facts = null
    this.codec = nameCodec(this.world.features.encoding)
  }

  clearDataSetup(): void {
    if (this.dataSetup.kind === 'passive') this.dataSetup.port.close()
    this.dataSetup = { kind: 'none' }
  }

  /** Marks a transfer as running, which ABOR then ends; `moved` tells STAT the bytes so far. */
  beginTransfer(moved: () => number): { signal: AbortSignal; end: () => void } {
    const abort = new AbortController()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.transfer = { kind: 'running', abort, over: promise, moved }
    // They may have come while the file was being looked up.
    while (this.#waiting[0] && this.#isAnsweredAtOnce(this.#waiting[0]))
      void this.#execute(this.#waiting.shift()!)
    const end = () => {
      this.transfer = { kind: 'idle' }
      resolve()
    }
    return { signal: abort.signal, end }
  }

  /** The absolute path a client means. */
  path(argument: string): string {
    return joinVirtual(this.directory, argument)
  }

  send(answer: Answer): Promise<void> {
    return this.#channel.write(answer)
  }

  close(how: Cut): void {
    this.#channel.close(how)
  }

  destroy(): void {
    if (this.transfer.kind === 'running') this.transfer.abort.abort()
    this.#channel.destroy()
  }

  #shake(socket: Socket, isChanged: boolean, changes: SecureContextOptions): Promise<TLSSocket> {
    const signal = AbortSignal.any([
      this.closed,
      AbortSignal.timeout(this.world.features.acceptTimeout),
    ])
    return this.world.tls!.secure(socket, 'server', signal, isChanged ? changes : undefined)
  }

  #receive(line: Buffer): void {
    this.#expectCommand()
    if (this.#waiting.length >= mostWaitingCommands) return this.#channel.destroy()
    if (this.transfer.kind === 'running' && this.#isAnsweredAtOnce(line)) void this.#execute(line)
    else {
      this.#waiting.push(line)
      if (!this.#isBusy) void this.#work()
    }
  }

  #isAnsweredAtOnce(line: Buffer): boolean {
    const verb = verbOf(line)
    return verb === 'ABOR' || this.world.features.answeredDuringTransfer.includes(verb)
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    for (let line = this.#waiting.shift(); line; line = this.#waiting.shift())
      await this.#execute(line)
    this.#isBusy = false
  }

  async #execute(line: Buffer): Promise<void> {
    const verb = verbOf(line)
    const { transcript, player } = this.world
    let argument = ''
    let unreadable: Reply | null = null
    try {
      argument = this.codec.decode(line.subarray(verb.length + 1))
    } catch (error) {
      unreadable = replyToError(error)
    }
    const shown = secretVerbs.test(verb) ? '****' : argument
    transcript.add(this.id, { kind: 'command', text: shown === '' ? verb : `${verb} ${shown}` })
    if (!keepsRestart.test(verb)) {
      this.restart = 0
      this.range = null
    }
    const play = player.play(verb, argument, this)
    await this.#answer(play, async (exchange) => unreadable ?? this.#hooks.perform(this, exchange))
    if (verb !== 'RNFR') this.renameFrom = null
    this.#expectCommand()
  }

  /** Runs the script's part of a command around the right answer. */
  async #answer(play: Play, right: (exchange: Exchange) => Promise<Reply | null>): Promise<void> {
    const { request, instead } = play
    if (play.delay) await pause(play.delay, this.closed)
    if (instead !== undefined) {
      const answer = typeof instead === 'function' ? await instead(request, this) : instead
      await this.#channel.write(answer ?? null, { ...play.reply, ...play.final })
    } else {
      const send = (sent: Reply) =>
        this.#channel.write(formatReply(sent), {
          ...play.reply,
          ...(sent.code < 200 ? play.preliminary : play.final),
        })
      const exchange = { verb: request.verb, argument: request.argument, play, send }
      const last = await right(exchange).catch(replyToError)
      if (last) await send(last)
      if (last?.code === 421 || last?.code === 221) this.close('END')
    }
    // A data connection serves one command, also one that was refused.
    if (transferVerbs.test(request.verb)) this.clearDataSetup()
    await play.then?.(this, request)
  }

  #expectCommand(): void {
    clearTimeout(this.#idle)
    if (this.closed.aborted) return
    const expire = () => {
      if (this.#isBusy) return this.#expectCommand()
      void this.#channel.write(formatReply(reply(421, 'Timeout.')), { close: 'END' })
    }
    this.#idle = setTimeout(expire, this.world.features.idleTimeout).unref()
  }

  #over(): void {
    clearTimeout(this.#idle)
    this.clearDataSetup()
    this.#waiting.length = 0
    this.world.transcript.add(this.id, { kind: 'disconnect' })
    this.#hooks.over(this)
  }
}

function verbOf(line: Buffer): string {
  const end = line.indexOf(0x20)
  return line.toString('latin1', 0, end === -1 ? line.length : end).toUpperCase()
}
