import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  concerns,
  strikesAt,
  type Channel,
  type Direction,
  type Ending,
  type Fault,
  type ProxyRule,
} from './faultProxyRules.ts'

export type LinkFacts = {
  channel: Channel
  nth: number
  /** Bytes let through. */
  toClient: number
  toServer: number
  faults: Fault[]
}

type Settings = { rules: readonly ProxyRule[]; latency: number }
type Parcel = { due: number; bytes: Buffer | null }

/** Bytes on their way before the sender has to wait. */
const window = 8 << 20

/** One proxied connection: two sockets, and a stream of bytes each way. */
export class Link {
  readonly facts: LinkFacts
  readonly #sides: Record<'client' | 'server', Socket>
  readonly #settings: Settings
  readonly #gone = new AbortController()
  /** Tells each direction that there is something to carry, or that all is over. */
  readonly #wake = { 'to-client': () => {}, 'to-server': () => {} }
  /** `swallow`: one side was told the end, what comes is dropped. */
  #state: 'open' | 'swallow' | 'black-hole' | 'closed' = 'open'

  constructor(link: {
    channel: Channel
    nth: number
    client: Socket
    server: Socket
    settings: Settings
  }) {
    this.facts = { channel: link.channel, nth: link.nth, toClient: 0, toServer: 0, faults: [] }
    this.#sides = { client: link.client, server: link.server }
    this.#settings = link.settings
    for (const side of Object.values(this.#sides)) {
      side.setNoDelay(true)
      side.on('error', () => this.#reset())
    }
    void this.#carry('to-client').catch(() => this.destroy())
    void this.#carry('to-server').catch(() => this.destroy())
  }

  destroy(): void {
    this.#close()
    for (const side of Object.values(this.#sides)) side.destroy()
  }

  /** Ends the link as a fault has it, towards the client where only one side is told. */
  strike(fault: Ending, direction: Direction = 'to-client'): void {
    if (this.#state !== 'open' || this.#sides.client.destroyed) return
    this.facts.faults.push(fault)
    if (fault === 'RST') return this.#reset()
    if (fault === 'black-hole') {
      this.#state = 'black-hole'
      for (const side of Object.values(this.#sides)) side.pause()
      return
    }
    this.#state = 'swallow'
    this.#receiver(direction).end()
  }

  /** Says something in the server's name, outside of whatever protects the connection. */
  inject(text: string): void {
    if (this.#state === 'open') this.#sides.client.write(text)
  }

  #reset(): void {
    if (this.#state === 'closed' || this.#state === 'black-hole') return
    this.#close()
    for (const side of Object.values(this.#sides)) side.resetAndDestroy()
  }

  #close(): void {
    this.#state = 'closed'
    this.#gone.abort()
    for (const wake of Object.values(this.#wake)) wake()
  }

  #receiver(direction: Direction): Socket {
    return direction === 'to-client' ? this.#sides.client : this.#sides.server
  }

  /** Reads one side and delivers to the other, each parcel when its latency is over. */
  async #carry(direction: Direction): Promise<void> {
    const source = this.#receiver(direction === 'to-client' ? 'to-server' : 'to-client')
    const line: Parcel[] = []
    let held = 0
    const put = (bytes: Buffer | null) => {
      held += bytes?.length ?? 0
      line.push({ due: performance.now() + this.#settings.latency, bytes })
      if (held > window) source.pause()
      this.#wake[direction]()
    }
    source.on('data', put)
    source.on('end', () => put(null))
    await this.#passThrough(direction, 0)
    while (this.#state !== 'closed') {
      const parcel = line.shift()
      if (!parcel) {
        await new Promise<void>((resolve) => (this.#wake[direction] = resolve))
        continue
      }
      await this.#wait(parcel.due - performance.now())
      if (!parcel.bytes) return this.#end(direction)
      await this.#deliver(direction, parcel.bytes)
      held -= parcel.bytes.length
      if (held <= window && this.#state !== 'black-hole') source.resume()
    }
  }

  #end(direction: Direction): void {
    if (this.#state === 'open') this.#receiver(direction).end()
    // After a FIN of ours, the end of either side is the end of all: who was told that it is over
    // answers, and over TLS the other one waits for that.
    else if (this.#state === 'swallow') for (const side of Object.values(this.#sides)) side.end()
  }

  async #deliver(direction: Direction, bytes: Buffer): Promise<void> {
    const count = direction === 'to-client' ? 'toClient' : 'toServer'
    for (let rest = bytes; rest.length > 0;) {
      if (this.#state !== 'open') return
      const piece = rest.subarray(0, await this.#passThrough(direction, rest.length))
      if (piece.length === 0) return
      const receiver = this.#receiver(direction)
      if (!receiver.write(piece)) await drained(receiver, this.#gone.signal)
      this.facts[count] += piece.length
      rest = rest.subarray(piece.length)
      await this.#passThrough(direction, 0)
    }
  }

  /**
   * Lets the faults of this point strike and says how many of the next `wanted` bytes may go at
   * once.
   */
  async #passThrough(direction: Direction, wanted: number): Promise<number> {
    const passed = direction === 'to-client' ? this.facts.toClient : this.facts.toServer
    let most = wanted
    for (const rule of this.#settings.rules) {
      const { fault } = rule
      if (!concerns(rule, { ...this.facts, direction })) continue
      const after = strikesAt(rule, this.facts.nth)
      if (passed < after) {
        most = Math.min(most, after - passed)
        continue
      }
      if (typeof fault === 'string') {
        // A reset overtakes bytes that are not read yet; those before the fault shall arrive.
        if (fault === 'RST') await this.#wait(20)
        this.strike(fault, direction)
        return 0
      }
      const isFirst = !this.facts.faults.includes(fault)
      if (isFirst && (wanted > 0 || 'delay' in fault)) this.facts.faults.push(fault)
      if ('delay' in fault && isFirst) await this.#wait(fault.delay)
      if ('slice' in fault && wanted > 0) {
        await this.#wait(fault.pause ?? 1)
        most = Math.min(most, fault.slice)
      }
      if ('rate' in fault && wanted > 0) {
        most = Math.min(most, Math.max(1, Math.floor(fault.rate / 20)))
        await this.#wait((most / fault.rate) * 1000)
      }
    }
    return most
  }

  async #wait(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return
    await sleep(milliseconds, undefined, { signal: this.#gone.signal }).catch(() => undefined)
  }
}

const drained = (socket: Socket, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
    signal.addEventListener('abort', done)
  })
