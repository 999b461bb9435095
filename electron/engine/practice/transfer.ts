import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { DataConnection } from './dataConnection.ts'
import { type DataSetup, dialActive } from './dataPort.ts'
import type { DataMode } from './events.ts'
import { Refusal, reply, type Reply, replyToError } from './replies.ts'
import type { DataFault } from './script.ts'
import type { Exchange, Session } from './session.ts'
import { tlsFacts } from './tlsServer.ts'
import { aborted, ConnectionLost, pause } from './waiting.ts'

/** What RETR, STOR or a listing does with its open data connection. */
export type Work = (data: DataConnection) => Promise<void>

/**
 * Takes or makes the data connection, says 150 with `opening`, secures the connection, does the
 * work and says the last reply: 226, or 425, 426, 522 and whatever the disk refused.
 */
export async function transfer(
  session: Session,
  exchange: Exchange,
  opening: string,
  work: Work,
): Promise<null> {
  const setup = session.dataSetup
  if (setup.kind === 'none') throw new Refusal(425, 'Use PASV, EPSV, PORT or EPRT first.')
  if (session.world.tls?.options.dataRequired && session.protection === 'C')
    throw new Refusal(521, 'Data connections must be protected: PROT P.')
  let moved = () => 0
  const { signal, end } = session.beginTransfer(() => moved())
  const fault = exchange.play.data ?? {}
  let data: DataConnection | null = null
  let error: unknown = null
  try {
    const raw = await openAround150(session, exchange, setup, opening, signal)
    const socket = await secure(session, raw, setup, fault, signal)
    const connection = new DataConnection(raw, socket, fault, signal)
    data = connection
    moved = () => connection.sent + connection.received
    await work(connection)
  } catch (reason) {
    error = reason
    data?.destroy()
  }
  if (data)
    session.world.transcript.add(session.id, { kind: 'data-close', ...countsOf(data, error) })
  await exchange.send(error === null ? reply(226, 'Transfer complete.') : lastReply(error, signal))
  // Only now, because the 226 of ABOR comes behind the 426 of the transfer (RFC 959 §4.1.3).
  end()
  return null
}

/** The connection, with the 150 behind it, or before it where the script wants that. */
async function openAround150(
  session: Session,
  exchange: Exchange,
  setup: DataSetup,
  opening: string,
  signal: AbortSignal,
): Promise<Socket> {
  const { data: fault = {}, final } = exchange.play
  const say150 = () => exchange.send(reply(150, opening))
  if (fault.connect === undefined) {
    const raw = await open(session, setup, fault, signal)
    await say150()
    return raw
  }
  await say150()
  if (fault.connect === 'never') {
    if (!final) await Promise.race([aborted(signal), aborted(session.closed)])
    throw new Refusal(425, 'Cannot open the data connection.')
  }
  await pause(fault.connect, signal)
  return open(session, setup, fault, signal)
}

async function open(
  session: Session,
  setup: DataSetup,
  fault: DataFault,
  signal: AbortSignal,
): Promise<Socket> {
  const { acceptTimeout } = session.world.features
  let mode: DataMode = 'passive'
  let socket: Socket
  if (setup.kind === 'passive') socket = await setup.port.accept(acceptTimeout, signal)
  else if (setup.kind === 'active') {
    mode = 'active'
    const { host, port } = setup
    if (fault.stranger) await sendStranger(host, port, fault.stranger, signal)
    const localAddress = fault.from ?? session.localAddress
    socket = await dialActive({ host, port, localAddress }, acceptTimeout, signal)
  } else throw new Refusal(425, 'No data connection agreed.')
  const { transcript, dataSockets } = session.world
  dataSockets.add(socket)
  socket.once('close', () => dataSockets.delete(socket))
  signal.addEventListener('abort', () => socket.destroy())
  transcript.add(session.id, {
    kind: 'data-open',
    mode,
    local: `${socket.localAddress}:${socket.localPort}`,
    remote: `${socket.remoteAddress}:${socket.remotePort}`,
  })
  return socket
}

async function secure(
  session: Session,
  raw: Socket,
  setup: DataSetup,
  fault: DataFault,
  signal: AbortSignal,
): Promise<Socket> {
  const { tls, features, transcript } = session.world
  if (!tls || session.protection === 'C' || fault.tls === 'plain') return raw
  const isClient = session.isTlsClientOnData || (setup.kind === 'passive' && setup.isTlsClient)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(features.acceptTimeout)])
  let socket: TLSSocket
  try {
    socket = await tls.secure(raw, isClient ? 'client' : 'server', patience, fault.tls)
  } catch (error) {
    raw.destroy()
    if (signal.aborted) throw error
    throw new Refusal(522, 'TLS handshake on the data connection failed.')
  }
  const facts = tlsFacts(socket)
  transcript.add(session.id, { kind: 'data-tls', tls: facts })
  const reuse = tls.options.requireSessionReuse
  if (!reuse || facts.resumed) return socket
  // In order, so that the client's handshake still succeeds, as with the servers that do this.
  socket.end()
  socket.resume()
  throw new Refusal(reuse, 'TLS session of data connection not resumed.')
}

/** Somebody else connects to the client's port first, and says nothing. */
async function sendStranger(
  host: string,
  port: number,
  localAddress: string,
  signal: AbortSignal,
): Promise<void> {
  const stranger = connect({ host, port, localAddress })
  stranger.on('error', () => undefined)
  signal.addEventListener('abort', () => stranger.destroy())
  stranger.setTimeout(5000, () => stranger.destroy())
  await pause(100, signal)
}

function lastReply(error: unknown, signal: AbortSignal): Reply {
  if (signal.aborted) return reply(426, 'Transfer aborted.')
  const isLost = error instanceof ConnectionLost
  const answer = replyToError(error)
  const hasCode = error instanceof Error && 'code' in error
  if (isLost || (answer.code === 451 && hasCode))
    return reply(426, 'Connection closed; transfer aborted.')
  return answer
}

const countsOf = ({ sent, received }: DataConnection, error: unknown) => ({
  sent,
  received,
  error: error === null ? null : error instanceof Error ? error.message : 'unknown',
})
