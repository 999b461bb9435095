import type { Transcript } from '../../electron/engine/ftp/transcript.ts'

/** Events of one poured job. */
export const eventsOfJob = 12

/** What the listing of one folder leaves behind, as a connection records it. */
export function recordJob(transcript: Transcript, number: number): void {
  const operation = transcript.nextOperation()
  const channel = transcript.nextChannel()
  const log = transcript.forConnection('pour', 1 + (number % 4))
  const [port, name] = [20_000 + (number % 40_000), `/photos/${number}`]
  const remote = { host: '127.0.0.1', port }
  const local = { host: '127.0.0.1', port: port - 1 }
  const facts = { channel, mode: 'passive', local, remote } as const
  log.setOperation(operation)
  log.record({ kind: 'operation', verb: 'list', subject: name })
  log.record({ kind: 'command', verb: 'CWD', text: `CWD ${name}` })
  log.record({ kind: 'reply', code: 250, lines: ['250 Directory changed'], verb: 'CWD' })
  log.record({ kind: 'command', verb: 'EPSV', text: 'EPSV' })
  log.record({
    kind: 'reply',
    code: 229,
    lines: [`229 Entering extended passive mode (|||${port}|)`],
    verb: 'EPSV',
  })
  log.record({ kind: 'data', step: 'dialling', ...facts })
  log.record({ kind: 'command', verb: 'MLSD', text: 'MLSD' })
  log.record({ kind: 'data', step: 'open', ...facts })
  log.record({ kind: 'reply', code: 150, lines: ['150 Here comes the listing'], verb: 'MLSD' })
  log.record({
    kind: 'data',
    step: 'closed',
    ...facts,
    by: 'server',
    received: number % 5_000,
    sent: 0,
    duration: 3,
  })
  log.record({ kind: 'reply', code: 226, lines: ['226 Transfer complete'], verb: 'MLSD' })
  log.record({ kind: 'operation-end', outcome: 'done', duration: 7 })
  log.setOperation(undefined)
}
