import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Link, type LinkFacts } from './faultProxyLink.ts'
import type { Channel, Ending, ProxyRule } from './faultProxyRules.ts'

export type { Channel, Direction, Fault, ProxyRule } from './faultProxyRules.ts'
export type { LinkFacts } from './faultProxyLink.ts'

export type FaultProxyOptions = {
  /** The passive range is the one of the server's configuration. */
  target: { host: string; port: number; passivePorts?: readonly [number, number] }
  /** Where the proxy listens, on the target's port numbers. Default 127.0.0.2. */
  listenHost?: string
  rules?: readonly ProxyRule[]
  /** One-way milliseconds on every byte. Connecting itself stays instant for the client. */
  latency?: number
}

export type FaultProxy = {
  readonly host: string
  readonly port: number
  setRules: (rules: readonly ProxyRule[]) => void
  setLatency: (milliseconds: number) => void
  /** Every connection so far, with its bytes and the faults that struck it. */
  links: () => LinkFacts[]
  /** Ends the open connections of a channel now. */
  cut: (channel: Channel, fault: Ending) => void
  /** Says something to the client on every open connection, in the clear. */
  inject: (channel: Channel, text: string) => void
  stop: () => Promise<void>
}

/**
 * A TCP proxy in front of an FTP server, on another loopback address but on the same ports. The
 * client that connects to `listenHost` and takes EPSV (or ignores the address in 227) passes it
 * with control and data connections alike, plain or TLS. Active mode passes it by.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, listenHost = '127.0.0.2' } = options
  const settings = { rules: options.rules ?? [], latency: options.latency ?? 0 }
  const counts = { control: 0, data: 0 }
  const facts: LinkFacts[] = []
  const links = new Set<Link>()
  const servers: Server[] = []

  const arrive = (channel: Channel, port: number) => (client: Socket) => {
    const nth = ++counts[channel]
    const server = connect({ host: target.host, port, allowHalfOpen: true })
    const link = new Link({ channel, nth, client, server, settings })
    facts.push(link.facts)
    links.add(link)
    // A proxy that runs for hours must not hold on to what is over.
    const forget = () => {
      if (client.closed && server.closed) links.delete(link)
    }
    for (const side of [client, server]) side.once('close', forget)
  }
  const stop = async () => {
    const closed = servers.splice(0).map((server) => {
      server.close()
      return once(server, 'close')
    })
    for (const link of links) link.destroy()
    await Promise.all(closed)
  }
  const listen = async (channel: Channel, port: number) => {
    const server = createServer({ allowHalfOpen: true }, arrive(channel, port))
    server.listen(port, listenHost)
    await once(server, 'listening')
    servers.push(server)
  }

  const [first, last] = target.passivePorts ?? [1, 0]
  try {
    await listen('control', target.port)
    for (let port = first; port <= last; port++) await listen('data', port)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    host: listenHost,
    port: target.port,
    setRules: (rules) => void (settings.rules = rules),
    setLatency: (milliseconds) => void (settings.latency = milliseconds),
    links: () => facts,
    cut: (channel, fault) => {
      for (const link of links) if (link.facts.channel === channel) link.strike(fault)
    },
    inject: (channel, text) => {
      for (const link of links) if (link.facts.channel === channel) link.inject(text)
    },
    stop,
  }
}
