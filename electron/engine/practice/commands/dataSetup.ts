import { isIP } from 'node:net'
import { PassivePort, refusedPort } from '../dataPort.ts'
import { isLoopback, withoutMapping } from '../options.ts'
import { Refusal, reply, type Reply } from '../replies.ts'
import type { Exchange, Session } from '../session.ts'
import type { CommandTable } from './command.ts'

/** RFC 959 §4.1.2, RFC 2428 for EPSV and EPRT; CPSV is PASV with the server as TLS client. */
export const dataSetup: CommandTable = {
  PASV: { access: 'user', run: (session, exchange) => passive(session, exchange, false) },
  CPSV: {
    access: 'user',
    run(session, exchange) {
      if (!session.isSecure) return reply(503, 'AUTH TLS comes first.')
      return passive(session, exchange, true)
    },
  },

  EPSV: {
    access: 'user',
    async run(session, exchange) {
      const argument = exchange.argument.toUpperCase()
      if (argument === 'ALL') {
        session.onlyExtendedPassive = true
        return reply(200, 'Only EPSV from now on.')
      }
      const own = familyOf(session.localAddress)
      if (argument !== '' && argument !== own) return reply(522, `Use (${own}).`)
      const port = await listen(session, exchange, false)
      return reply(229, `Entering Extended Passive Mode (|||${port}|)`)
    },
  },

  PORT: {
    access: 'user',
    argument: 'required',
    run(session, { argument }) {
      const numbers = argument
        .split(',')
        .map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : NaN))
      if (numbers.length !== 6 || !numbers.every((number) => number <= 255))
        return reply(501, 'PORT h1,h2,h3,h4,p1,p2')
      const [p1 = 0, p2 = 0] = numbers.slice(4)
      return active(session, numbers.slice(0, 4).join('.'), p1 * 256 + p2)
    },
  },

  EPRT: {
    access: 'user',
    argument: 'required',
    run(session, { argument }) {
      const mark = argument.charAt(0)
      const [, family, address = '', port = '', end] = argument.split(mark)
      if (end !== '' || !/^\d{1,5}$/.test(port)) return reply(501, 'EPRT |family|address|port|')
      if (family !== '1' && family !== '2') return reply(522, 'Use (1,2).')
      if (isIP(address) !== (family === '1' ? 4 : 6))
        return reply(501, 'No address of this family.')
      return active(session, address, Number(port))
    },
  },
}

const familyOf = (address: string): string => (isIP(address) === 6 ? '2' : '1')

async function passive(session: Session, exchange: Exchange, isTlsClient: boolean): Promise<Reply> {
  refuseAfterEpsvAll(session)
  if (familyOf(session.localAddress) === '2') return reply(425, 'IPv6 needs EPSV.')
  const port = await listen(session, exchange, isTlsClient)
  const numbers = [...session.localAddress.split('.'), port >> 8, port & 255].join(',')
  return reply(227, `Entering Passive Mode (${numbers}).`)
}

async function listen(session: Session, { play }: Exchange, isTlsClient: boolean): Promise<number> {
  const { world, id, localAddress: host, remoteAddress } = session
  session.clearDataSetup()
  if (play.data?.listen === false) return refusedPort(host)
  const port = await PassivePort.open({
    host,
    range: world.passivePorts,
    admits: (address) =>
      world.features.thirdParty ? isLoopback(address) : address === remoteAddress,
    turnedAway: (remote) => world.transcript.add(id, { kind: 'data-stranger', remote }),
  })
  session.dataSetup = { kind: 'passive', port, isTlsClient }
  world.transcript.add(id, { kind: 'data-listen', local: `${host}:${port.port}` })
  return port.port
}

/** Refuses whatever would make the server dial somebody else (RFC 2577 §3, the bounce attack). */
function active(session: Session, address: string, port: number): Reply {
  refuseAfterEpsvAll(session)
  const host = withoutMapping(address)
  if (!isLoopback(host)) return reply(501, 'Only loopback addresses.')
  if (host !== session.remoteAddress && !session.world.features.thirdParty)
    return reply(501, 'Only the address of the control connection.')
  if (port < 1024 || port > 65_535) return reply(501, 'Only ports from 1024 to 65535.')
  session.clearDataSetup()
  session.dataSetup = { kind: 'active', host, port }
  return reply(200, 'Ready to connect to you.')
}

/** RFC 2428 §4. */
function refuseAfterEpsvAll(session: Session): void {
  if (session.onlyExtendedPassive) throw new Refusal(503, 'EPSV ALL allows only EPSV.')
}
