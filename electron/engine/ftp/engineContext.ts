import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { FTPContext } from 'basic-ftp'
import type { FTPResponse } from 'basic-ftp'
import { AppError } from '../../contract/errors.ts'
import { codecFor } from './encoding.ts'
import type { NameCodec } from './encoding.ts'
import { cancelled, errorFromReply, errorFromControl } from './errors.ts'
import { maskCommand, maskText } from './mask.ts'
import { ReplyReader } from './replyReader.ts'
import type { Reply } from './replyReader.ts'
import type { ConnectionLog } from './transcript.ts'

/** How a conversation goes on after a reply: it waits for more, or it is over. */
export type Verdict = 'more' | 'done'

export type ConverseOptions = {
  /** Milliseconds until the next reply must be there; may be changed while waiting. */
  timeout: number
  onReply(reply: Reply): Verdict
}

/** A conversation under way: its end, and the clock of its present phase. */
export type Conversation = {
  done: Promise<Reply>
  /** Restarts the clock; 0 stops it. Milliseconds. */
  setTimeout(timeout: number): void
}

/** How long a reply may take to come in complete, however busily its bytes drip. Milliseconds. */
const wholeReplyTimeout = 30_000

/**
 * basic-ftp's context – socket life, one task at a time, reasons for closing – with our own reply
 * reader, byte-exact text, structured record and masking. The carrier encoding is Latin-1, which
 * passes every byte through; the codec turns lines into text and back.
 */
export class EngineContext extends FTPContext {
  codec: NameCodec = codecFor('utf-8')
  /** Last command sent, for the record of replies and for errors; masked. */
  lastCommand = ''
  readonly closing: Promise<Error>
  closeReason: Error | undefined
  readonly #log: ConnectionLog
  readonly #reader = new ReplyReader({ encoding: 'latin1' })
  #resolveClosing!: (reason: Error) => void
  #partialTimer: NodeJS.Timeout | undefined
  #isAwaitingReply = false
  /** What the last command kept secret, where it is long enough to be told from other words. */
  #secret: string | undefined

  constructor(log: ConnectionLog) {
    super(0, 'latin1')
    this.#log = log
    this.closing = new Promise((resolve) => (this.#resolveClosing = resolve))
  }

  #held: Socket | undefined

  /** Takes over a connected socket. Data that came before stays in order. */
  adopt(socket: Socket): void {
    this.#held = undefined
    this.socket = socket
    socket.resume()
  }

  /** Keeps a connected socket unread, for TLS that starts before the first reply. */
  hold(socket: Socket): void {
    this.#held = socket
  }

  /** Hands the plain socket over for TLS on top; nothing here listens to it any more. */
  releaseForUpgrade(): Socket {
    const socket = this.#held ?? this._socket
    this._removeSocketListeners(socket)
    socket.on('error', () => {})
    return socket
  }

  /** True when no byte of a reply waits to be completed (RFC 4217 §15.4 wants this before TLS). */
  get hasNoPendingBytes(): boolean {
    return this.#reader.isEmpty && this.socket.readableLength === 0
  }

  /** Throws `name-not-encodable`, of the name alone: never with the verb, or with a secret. */
  #bytesOf(command: string, tellsName: boolean): Buffer {
    try {
      return this.codec.encode(command)
    } catch (thrown) {
      const { code, message, details } = AppError.from(thrown)
      const { path, ...others } = details ?? {}
      const name = path?.slice(path.indexOf(' ') + 1)
      throw new AppError(code, message, {
        ...others,
        ...(tellsName && name !== undefined ? { path: name } : {}),
      })
    }
  }

  override send(command: string): void {
    const { verb, text, secret } = maskCommand(command)
    // Bytes are checked, not characters: a legacy encoding may have CR or LF as a trail byte.
    const bytes = this.#bytesOf(command, secret === undefined)
    if (bytes.includes(0x0d) || bytes.includes(0x0a) || bytes.includes(0))
      throw new AppError('bad-request', 'A command must not hold line breaks or NUL', {
        command: verb,
      })
    this.lastCommand = text
    this.#secret = secret
    this.#log.record({ kind: 'command', verb, text })
    this._socket.write(Buffer.concat([bytes, lineEnd]))
  }

  /** The record has structure; basic-ftp's own log lines would only repeat it. */
  override log(): void {}

  protected override _onControlSocketData(chunk: string): void {
    try {
      const replies = this.#reader.push(Buffer.from(chunk, 'latin1'))
      this.#watchPartialReply()
      for (const { code, lines } of replies) {
        if (this.closeReason) return
        this.#take({
          code,
          lines: lines.map((line) => this.#withoutSecret(line)),
        })
      }
      // What is no reply behind good ones is held back by the reader: hear of it now.
      if (replies.length > 0 && !this.closeReason) this.#reader.push(new Uint8Array(0))
    } catch (error) {
      this.closeWithError(errorFromControl(error))
    }
  }

  /** Some servers repeat a command that they do not like, and with it the password. */
  #withoutSecret(line: string): string {
    const text = this.codec.decode(Buffer.from(line, 'latin1'))
    return this.#secret === undefined ? text : text.replaceAll(this.#secret, maskText)
  }

  #take(reply: Reply): void {
    const isExpected = this.#isAwaitingReply
    const verb = this.lastCommand.split(' ', 1)[0]
    this.#log.record({
      kind: 'reply',
      code: reply.code,
      lines: reply.lines,
      ...(isExpected && verb ? { verb } : {}),
      ...(isExpected ? {} : { isStray: true }),
    })
    if (isExpected) {
      this._passToHandler({ code: reply.code, message: reply.lines.join('\n') })
      // "Closing control connection" (RFC 959 §4.2.1): whether or not the server does, it is over.
      if (reply.code === 421) this.closeWithError(errorFromReply(reply, this.lastCommand))
      return
    }
    // A reply nobody asked for would be taken as the answer to the next command: this connection
    // cannot be trusted any more.
    this.closeWithError(
      reply.code === 421
        ? errorFromReply(reply, '')
        : new AppError('protocol-error', 'The server sent a reply that nothing had asked for', {
            reply: reply.lines.join('\n'),
          }),
    )
  }

  /** A reply that drips in for ever must not hold the session: the whole of it has one clock. */
  #watchPartialReply(): void {
    if (this.#reader.isEmpty) {
      clearTimeout(this.#partialTimer)
      this.#partialTimer = undefined
      return
    }
    this.#partialTimer ??= setTimeout(
      () => this.closeWithError(new AppError('protocol-error', 'A reply did not come to its end')),
      wholeReplyTimeout,
    )
  }

  /** Sends a command (or waits for a greeting) and hands on replies until one ends it. */
  converse(command: string | undefined, options: ConverseOptions): Conversation {
    let timer: NodeJS.Timeout | undefined
    const restart = (timeout: number) => {
      clearTimeout(timer)
      timer = undefined
      if (timeout > 0) timer = setTimeout(expire, timeout)
    }
    const expire = () => {
      const waitedFor = this.lastCommand || 'the greeting'
      this.closeWithError(
        new AppError('timeout', `The server did not answer ${waitedFor}`, {
          command: this.lastCommand,
        }),
      )
    }
    this.#isAwaitingReply = true
    const running = withoutStack(
      () =>
        this.handle(command, (response: Error | FTPResponse, task) => {
          if (response instanceof Error) return task.reject(response)
          const reply = { code: response.code, lines: response.message.split('\n') }
          if (options.onReply(reply) === 'done') {
            this.#isAwaitingReply = false
            task.resolve(reply)
          }
        }) as Promise<Reply>,
    )
    restart(options.timeout)
    const done = running
      .catch((error: unknown) => {
        throw errorFromControl(this.closeReason ?? error)
      })
      .finally(() => {
        clearTimeout(timer)
        this.#isAwaitingReply = false
      })
    return { done, setTimeout: restart }
  }

  /** One command, one reply. */
  ask(command: string | undefined, timeout: number): Promise<Reply> {
    return this.converse(command, { timeout, onReply: () => 'done' }).done
  }

  /** The end as the client wants it: what runs is cancelled, its data connection too. */
  override close(): void {
    this.closeWithError(cancelled())
  }

  override closeWithError(error: Error): void {
    if (this.closeReason) return
    this.closeReason = error
    clearTimeout(this.#partialTimer)
    const { localAddress, localPort, remoteAddress, remotePort } = this._socket
    const byServer = /FIN packet|closed connection/.test(error.message)
    if (remoteAddress !== undefined)
      this.#log.record({
        kind: 'tcp',
        step: 'closed',
        by: byServer ? 'server' : 'client',
        local: { host: localAddress ?? '', port: localPort ?? 0 },
        remote: { host: remoteAddress, port: remotePort ?? 0 },
        detail: error.message,
      })
    this.#held?.destroy()
    super.closeWithError(error)
    this.#resolveClosing(error)
  }

  /** QUIT is a courtesy: it is sent, and the socket closes without waiting for its answer. */
  protected override _closeControlSocket(): void {
    const socket = this._socket
    const isOpen = socket.remoteAddress !== undefined && socket.writable && !socket.destroyed
    this._removeSocketListeners(socket)
    socket.on('error', () => {})
    if (!isOpen || socket.readableEnded) {
      socket.destroy()
      return
    }
    this.send('QUIT')
    // A TLS close waits for the peer's answer; one that never comes must not keep the socket.
    const reap = setTimeout(() => socket.destroy(), 1_000)
    reap.unref()
    socket.once('close', () => clearTimeout(reap))
    socket.resume()
    if (socket instanceof TLSSocket) socket.end()
    else socket.destroySoon()
  }
}

const lineEnd = Buffer.from('\r\n')

/** basic-ftp notes with a stack where each task came from: a fifth of the work of a small file. */
function withoutStack<T>(start: () => T): T {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return start()
  } finally {
    Error.stackTraceLimit = limit
  }
}
