import type { Socket } from 'node:net'
import { setImmediate as immediate } from 'node:timers/promises'
import type { DataFault } from './script.ts'
import { type Bytes, CutOff, shape } from './shape.ts'
import { aborted, ConnectionLost, pause, socketEvent } from './waiting.ts'

/** Milliseconds a peer gets to close after we did, before its connection is dropped. */
const patience = 30_000

/** One open data connection, plain or secured, with the faults a script wants on it. */
export class DataConnection {
  /** File bytes so far. */
  sent = 0
  received = 0
  readonly #raw: Socket
  readonly #socket: Socket
  readonly #fault: DataFault
  readonly #signal: AbortSignal

  /** `socket` is `raw` itself or the TLS over it. The signal is aborted to give the transfer up. */
  constructor(raw: Socket, socket: Socket, fault: DataFault, signal: AbortSignal) {
    this.#raw = raw
    this.#socket = socket
    this.#fault = fault
    this.#signal = signal
    if (signal.aborted) this.destroy()
    else signal.addEventListener('abort', () => this.destroy())
  }

  /** Sends all of it and the end. Resolves when that is with the kernel. */
  async send(source: Bytes): Promise<void> {
    // Reading is what tells that the peer is gone.
    this.#socket.resume()
    await this.#orCutOff(async () => {
      for await (const chunk of this.#shape(source)) {
        this.sent += chunk.length
        if (!this.#socket.write(chunk)) await socketEvent(this.#socket, 'drain', this.#signal)
      }
      await this.#end()
    })
  }

  /** Hands over every chunk until the peer's end. */
  async receive(store: (chunk: Uint8Array) => Promise<void>): Promise<void> {
    await this.#orCutOff(async () => {
      const incoming = this.#socket.iterator({ destroyOnReturn: false }) as Bytes
      for await (const chunk of this.#shape(incoming)) {
        this.received += chunk.length
        await store(chunk)
      }
      await this.#dropRest()
      // Node 24 loses the closing alert of TLS 1.3 when it ends inside the peer's end.
      await immediate()
      await this.#end()
    })
  }

  destroy(): void {
    this.#socket.destroy()
    this.#raw.destroy()
  }

  #shape(source: Bytes): AsyncIterable<Uint8Array> {
    return shape(source, this.#fault, () => this.#untilGone(), this.#signal)
  }

  /** Where a script stored less than what comes. */
  async #dropRest(): Promise<void> {
    if (this.#socket.readableEnded) return
    this.#socket.resume()
    await socketEvent(this.#socket, 'end', this.#signal)
  }

  async #end(): Promise<void> {
    const finished = socketEvent(this.#socket, 'finish', this.#signal)
    this.#socket.end()
    await finished
    this.#linger()
  }

  /** For a transfer that is stuck on purpose: until ABOR, or until the client gives up. */
  async #untilGone(): Promise<never> {
    this.#socket.resume()
    await Promise.race([aborted(this.#signal), socketEvent(this.#socket, 'end').catch(() => null)])
    throw new ConnectionLost('The client gave up.')
  }

  async #orCutOff(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof CutOff)) throw error
      await this.#cutOff(error)
    }
  }

  async #cutOff({ how }: CutOff): Promise<void> {
    if (how === 'RST') {
      // A reset overtakes what the peer has not read yet; this lets the bytes before it arrive.
      await pause(50, this.#signal)
      this.#raw.resetAndDestroy()
      return
    }
    const ending = how === 'END' ? this.#socket : this.#raw
    const finished = socketEvent(ending, 'finish', this.#signal)
    ending.end()
    await finished
    this.#socket.resume()
    this.#linger()
  }

  #linger(): void {
    const expiry = setTimeout(() => this.destroy(), patience).unref()
    this.#raw.once('close', () => clearTimeout(expiry))
  }
}
