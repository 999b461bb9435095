import type { LineEvent, LogGroup } from '../protocolLog/logModel.ts'

type CommandEvent = Extract<LineEvent, { kind: 'command' }>
type Corner = { connection: number; host: string; transfer: CommandEvent }

/** Third-party mode (RFC 959 §5.2): two servers with a data connection of their own. */
export type Triangle = {
  /** Listens; told by its 227. */
  passive: Corner
  /** Dials; told by PORT. */
  active: Corner
  address: { host: string; port: number }
  /** The four commands that make it, in the order they were sent. */
  steps: CommandEvent[]
  /** Bytes go from here to the other one. */
  from: 'passive' | 'active'
}

const sixNumbers = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/
function addressIn(text: string): string | undefined {
  const numbers = sixNumbers.exec(text)?.slice(1).map(Number)
  if (!numbers) return undefined
  const [a, b, c, d, high = 0, low = 0] = numbers
  return `${a}.${b}.${c}.${d}:${high * 256 + low}`
}

/** The newest triangle: an address that one server gave and that was passed on to another. */
export function findTriangle(groups: readonly LogGroup[]): Triangle | undefined {
  const events = groups
    .flatMap(({ lines }) => lines.filter(({ part }) => part === 0).map(({ event }) => event))
    .sort((one, other) => one.seq - other.seq)
  const offers = new Map<string, { connection: number; asked: CommandEvent }>()
  const lastSetup = new Map<number, CommandEvent>()
  const hosts = new Map<number, string>()
  let found: Triangle | undefined
  for (const event of events) {
    if (event.kind === 'tcp' && event.step === 'open' && event.remote)
      hosts.set(event.connection, `${event.remote.host}:${event.remote.port}`)
    if (event.kind === 'command' && /^(PASV|CPSV)$/.test(event.verb))
      lastSetup.set(event.connection, event)
    if (event.kind === 'reply' && event.code === 227) {
      const address = addressIn(event.lines.join(' '))
      const asked = lastSetup.get(event.connection)
      if (address && asked) offers.set(address, { connection: event.connection, asked })
    }
    if (event.kind !== 'command' || event.verb !== 'PORT') continue
    const address = addressIn(event.text)
    const offer = address === undefined ? undefined : offers.get(address)
    if (!address || !offer || offer.connection === event.connection) continue
    found = complete(events, event, offer, address, hosts) ?? found
  }
  return found
}

function complete(
  events: readonly LineEvent[],
  port: CommandEvent,
  offer: { connection: number; asked: CommandEvent },
  address: string,
  hosts: ReadonlyMap<number, string>,
): Triangle | undefined {
  const transferOf = (connection: number) =>
    events.find(
      (event): event is CommandEvent =>
        event.kind === 'command' &&
        event.connection === connection &&
        event.seq > port.seq &&
        /^(STOR|RETR|APPE|STOU)$/.test(event.verb),
    )
  const [passive, active] = [transferOf(offer.connection), transferOf(port.connection)]
  if (!passive || !active) return undefined
  const split = address.lastIndexOf(':')
  const corner = (connection: number, transfer: CommandEvent): Corner => ({
    connection,
    host: hosts.get(connection) ?? '',
    transfer,
  })
  return {
    passive: corner(offer.connection, passive),
    active: corner(port.connection, active),
    address: { host: address.slice(0, split), port: Number(address.slice(split + 1)) },
    steps: [offer.asked, port, passive, active].sort((one, other) => one.seq - other.seq),
    from: passive.verb === 'RETR' ? 'passive' : 'active',
  }
}
