import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { LineReader } from './lineReader.ts'
import type { NameCodec } from './names.ts'
import { replyToError, formatReply } from './replies.ts'
import { packetsOf, pieces, readable, toBytes } from './replyBytes.ts'
import type { Answer, Cut, ReplyFault } from './script.ts'
import { pause, socketEvent } from './waiting.ts'

export type ControlListener = {
  line: (line: Buffer) => void
  sent: (text: string) => void
  closed: () => void
}

/** Milliseconds a client gets to close after the server did. */
const patience = 5000

/** The bytes of one control connection: lines in, replies out in order, TLS in between. */
export class ControlChannel {
  readonly #raw: Socket
  readonly #listener: ControlListener
  readonly #reader = new LineReader()
  readonly #gone = new AbortController()
  #socket: Socket
  #writes: Promise<void> = Promise.resolve()
  #held: Buffer = Buffer.alloc(0)
  codec: NameCodec
  /** Whether the server ended it; commands are no longer read then. */
  isEnding = false

  constructor(socket: Socket, codec: NameCodec, listener: ControlListener) {
    this.codec = codec
    this.#raw = this.#socket = socket
    this.#listener = listener
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#over())
  }

  get closed(): AbortSignal {
    return this.#gone.signal
  }

  /** Starts to read commands; on TLS, after `upgrade`. */
  listen(): void {
    const socket = this.#socket
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
    // Later, because Node 24 loses the closing alert of TLS 1.3 inside the peer's end.
    socket.on('end', () => setImmediate(() => socket.end()))
    socket.resume()
  }

  /** Sends a reply as the fault has it. Resolves once it is with the kernel, or cannot be. */
  write(answer: Answer, fault: ReplyFault = {}): Promise<void> {
    this.#writes = this.#writes.then(() => this.#deliver(answer, fault)).catch(() => undefined)
    return this.#writes
  }

  /**
   * Hands the connection to `shake` and goes on over what that returns. What the client sent in
   * plain text behind AUTH is forgotten (CVE-2021-22947 is the same hole on the other side).
   */
  async upgrade(shake: (socket: Socket) => Promise<TLSSocket>): Promise<TLSSocket> {
    this.suspend()
    const secured = await shake(this.#raw)
    secured.on('error', () => undefined)
    secured.on('close', () => this.#over())
    this.#socket = secured
    this.listen()
    return secured
  }

  /** Stops reading commands. */
  suspend(): void {
    this.#raw.pause().removeAllListeners('data').removeAllListeners('end')
    this.#reader.clear()
  }

  /** Reads and drops whatever comes, so that only the client's end is noticed. */
  ignore(): void {
    this.suspend()
    this.#raw.on('end', () => this.#raw.end()).resume()
  }

  close(how: Cut): void {
    if (how === 'RST') this.#raw.resetAndDestroy()
    else if (!this.isEnding) {
      this.isEnding = true
      const ending = how === 'END' ? this.#socket : this.#raw
      ending.end()
      setTimeout(() => this.destroy(), patience).unref()
    }
  }

  destroy(): void {
    this.#socket.destroy()
    this.#raw.destroy()
  }

  #read(bytes: Buffer): void {
    if (this.isEnding) return
    try {
      for (const line of this.#reader.push(bytes)) this.#listener.line(line)
    } catch (error) {
      void this.write(formatReply(replyToError(error)), { close: 'END' })
    }
  }

  #over(): void {
    if (this.#gone.signal.aborted) return
    this.#gone.abort()
    this.#listener.closed()
  }

  async #deliver(answer: Answer, fault: ReplyFault): Promise<void> {
    if (fault.delay) await pause(fault.delay, this.closed)
    for (const part of packetsOf(answer, fault, this.codec)) {
      const bytes = Buffer.concat([this.#held, part])
      this.#held = Buffer.alloc(0)
      if (fault.hold) this.#held = bytes
      else await this.#send(bytes, fault)
    }
    for (const { text, delay } of fault.stray ?? []) {
      await pause(delay, this.closed)
      await this.#send(toBytes(text, this.codec), {})
    }
    if (fault.close) this.close(fault.close)
  }

  async #send(bytes: Buffer, fault: ReplyFault): Promise<void> {
    this.#listener.sent(readable(bytes, this.codec))
    for (const [index, piece] of pieces(bytes, fault).entries()) {
      if (index > 0) await pause(fault.pause ?? 10, this.closed)
      const socket = fault.plain ? this.#raw : this.#socket
      if (!socket.write(piece)) await socketEvent(socket, 'drain', this.closed)
    }
  }
}
