import type { ConnectionSettings } from '../../contract/sessions.ts'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'
import { runDataCommand } from '../ftp/dataCommand.ts'
import type { Strategy } from '../ftp/dataModes.ts'
import { logIn } from '../ftp/login.ts'
import type { LoggedIn, LoginOptions } from '../ftp/login.ts'
import { openData } from '../ftp/openData.ts'
import { receive } from '../ftp/pump.ts'
import type { ConnectionLog, Transcript } from '../ftp/transcript.ts'
import { runOperation } from '../operations.ts'

/** A control connection of a check or a lesson, with its place in the transcript. */
export type OwnConnection = LoggedIn & { number: number; log: ConnectionLog; sessionId: string }

/** Logs in on a connection that belongs to no browsing session. */
export async function openOwnConnection(
  transcript: Transcript,
  sessionId: string,
  { hadTls, ...options }: Omit<LoginOptions, 'log' | 'memory'> & { hadTls: boolean },
): Promise<OwnConnection> {
  const number = transcript.nextConnection()
  const log = transcript.forConnection(sessionId, number)
  const memory = { features: undefined, hadTls }
  return { ...(await logIn({ ...options, memory, log })), number, log, sessionId }
}

export type ListOnce = {
  connection: OwnConnection
  settings: ConnectionSettings
  transcript: Transcript
  /** Milliseconds for the data connection to come up. */
  openTimeout: number
  signal: AbortSignal
}
export type ListedOnce = {
  command: string
  bytes: number
  /** Who dialled whom. */
  way: string
  /** undefined: the data connection was not encrypted. */
  isResumed: boolean | undefined
}

/** Lists the working folder in one given way, as an operation of its own. Nothing is kept of it. */
export async function listOnce(strategy: Strategy, options: ListOnce): Promise<ListedOnce> {
  const { connection, settings, transcript, openTimeout, signal } = options
  const { context, features, log, number, sessionId } = connection
  const command = features.has('MLST') ? 'MLSD' : 'LIST'
  const reply = settings.replyTimeout * 1_000
  let opened: Extract<ProtocolEvent, { kind: 'data' }> | undefined
  const stopReading = transcript.onEvent((event) => {
    if (event.kind === 'data' && event.connection === number && event.step === 'open')
      opened = event
  })
  try {
    return await runOperation(
      transcript,
      { number, setOperation: (operation) => log.setOperation(operation) },
      sessionId,
      { verb: 'check', subject: strategy.toUpperCase() },
      async () => {
        const channel = await openData(strategy, {
          context,
          transcript,
          log,
          settings,
          replyTimeout: reply,
          openTimeout,
          ...(connection.proxy ? { proxy: connection.proxy } : {}),
          ...(connection.protection ? { protection: connection.protection } : {}),
        })
        try {
          await channel.reached()
          const { bytes } = await runDataCommand({
            context,
            channel,
            command,
            direction: 'receive',
            signal,
            timeouts: { reply, dataIdle: openTimeout, endOfTransfer: reply },
            pump: (socket, inner, onBytes) =>
              receive({
                socket,
                signal: inner,
                onBytes,
                idleTimeout: openTimeout,
                sink: { write: async () => {} },
              }),
            isPartial: () => false,
          })
          return { command, bytes, way: wayOf(opened), isResumed: opened?.tls?.resumed }
        } catch (error) {
          channel.dispose()
          throw error
        }
      },
    )
  } finally {
    stopReading()
  }
}

function wayOf(opened: Extract<ProtocolEvent, { kind: 'data' }> | undefined): string {
  const { local, remote, mode } = opened ?? {}
  if (!local || !remote) return ''
  const [from, to] = mode === 'active' ? [remote, local] : [local, remote]
  return `${from.host}:${from.port} → ${to.host}:${to.port}`
}
