import { AppError } from '../../contract/errors.ts'
import type { ConnectionSettings } from '../../contract/sessions.ts'
import { listenActive } from './active.ts'
import { eprtArgument, isPrivateAddress, plainAddress, portArgument } from './addresses.ts'
import { channelLog } from './dataChannel.ts'
import type { DataChannel, DataProtection } from './dataChannel.ts'
import { isPassive } from './dataModes.ts'
import type { Strategy } from './dataModes.ts'
import type { ProxyRoute } from './dial.ts'
import type { EngineContext } from './engineContext.ts'
import { errorFromReply } from './errors.ts'
import { dialPassive } from './passive.ts'
import { parseEpsvReply, parsePasvReply } from './replies.ts'
import type { ConnectionLog, Transcript } from './transcript.ts'

export type DataOpener = {
  context: EngineContext
  transcript: Transcript
  log: ConnectionLog
  settings: ConnectionSettings
  proxy?: ProxyRoute
  protection?: DataProtection
  /** Milliseconds for a reply on the control connection. */
  replyTimeout: number
  /** Milliseconds for the data connection to come up. */
  openTimeout: number
}

/**
 * Agrees with the server on a data connection by one strategy. Rejects with the server's error
 * when it refuses the command (the control connection stays usable).
 */
export function openData(strategy: Strategy, opener: DataOpener): Promise<DataChannel> {
  return isPassive(strategy) ? openPassive(strategy, opener) : openActive(strategy, opener)
}

async function openPassive(strategy: Strategy, opener: DataOpener): Promise<DataChannel> {
  const { context, transcript, log, settings, proxy, protection, replyTimeout } = opener
  const command = strategy === 'epsv' ? 'EPSV' : 'PASV'
  const reply = await context.ask(command, replyTimeout)
  const expected = strategy === 'epsv' ? 229 : 227
  if (reply.code !== expected) throw errorFromReply(reply, command)
  const text = reply.lines.join('\n')
  // Through a proxy the socket's peer is the proxy: the server is known by its name only.
  const host = proxy ? settings.host : plainAddress(context.socket.remoteAddress ?? settings.host)
  const port = strategy === 'epsv' ? parseEpsvReply(text).port : passivePort(text, host, log)
  return dialPassive({
    host,
    port,
    timeout: opener.openTimeout,
    ...(proxy ? { proxy } : {}),
    ...(protection ? { protection } : {}),
    log: channelLog(transcript, log, 'passive'),
  })
}

/**
 * Only the port of a 227 reply is used. Its address is often a private one behind NAT, and a
 * hostile server could point the client at third parties (CVE-2020-8284): data always comes from
 * the host of the control connection.
 */
function passivePort(text: string, controlHost: string, log: ConnectionLog): number {
  const { host, port } = parsePasvReply(text)
  if (host !== controlHost)
    log.record({
      kind: 'note',
      level: 'warning',
      code: isPrivateAddress(host) ? 'passive-address-private' : 'passive-address-ignored',
      values: { address: host, used: controlHost },
    })
  return port
}

async function openActive(strategy: Strategy, opener: DataOpener): Promise<DataChannel> {
  const { context, transcript, log, settings, proxy, protection, replyTimeout } = opener
  if (proxy)
    throw new AppError(
      'active-mode-impossible',
      'Active mode does not work through a proxy: the server could not dial back',
      { host: proxy.host, port: proxy.port },
    )
  const localAddress = plainAddress(context.socket.localAddress ?? '')
  const peerAddress = plainAddress(context.socket.remoteAddress ?? '')
  const channel = await listenActive({
    localAddress,
    peerAddress,
    timeout: opener.openTimeout,
    ...(settings.activePorts ? { ports: settings.activePorts } : {}),
    ...(protection ? { protection } : {}),
    log: channelLog(transcript, log, 'active'),
    onStranger: (address) =>
      log.record({
        kind: 'note',
        level: 'warning',
        code: 'stranger-dialled-in',
        values: { address, expected: peerAddress },
      }),
  })
  try {
    const announced = settings.externalAddress ?? localAddress
    if (isPrivateAddress(announced) && !isPrivateAddress(peerAddress))
      log.record({
        kind: 'note',
        level: 'warning',
        code: 'active-address-private',
        values: { address: announced, server: peerAddress },
      })
    const command =
      strategy === 'port'
        ? `PORT ${portArgument(announced, channel.port)}`
        : `EPRT ${eprtArgument(announced, channel.port)}`
    const reply = await context.ask(command, replyTimeout)
    if (reply.code >= 300) throw errorFromReply(reply, command)
    return channel
  } catch (error) {
    channel.dispose()
    throw error
  }
}
