import type { CheckId } from '../../contract/explain.ts'
import type { CheckItem } from '../../contract/explain.ts'
import type { ProtocolEvent } from '../../contract/protocolLog.ts'

type State = 'passed' | 'warned' | 'failed' | 'skipped'

/** The list of checks while it is worked through: each begins once and ends once. */
export type CheckBoard = {
  begin(id: CheckId): void
  end(id: CheckId, state: State, evidence?: string): void
  stateOf(id: CheckId): State | undefined
  /** Whatever runs has failed with these words; what has not begun is skipped. */
  giveUp(ids: readonly CheckId[], evidence: string): void
  /** Reads the checks on the way to a login off the events of its connection. */
  read(event: ProtocolEvent): void
}

export function createCheckBoard(sessionId: string, tell: (item: CheckItem) => void): CheckBoard {
  const startedAt = new Map<CheckId, number>()
  const states = new Map<CheckId, State>()

  const begin = (id: CheckId) => {
    if (startedAt.has(id)) return
    startedAt.set(id, performance.now())
    tell({ kind: 'check', id, state: 'running', sessionId })
  }
  const end = (id: CheckId, state: State, evidence?: string) => {
    if (states.has(id)) return
    const started = startedAt.get(id)
    states.set(id, state)
    tell({
      kind: 'check',
      id,
      state,
      sessionId,
      ...(started === undefined ? {} : { duration: performance.now() - started }),
      ...(evidence ? { evidence } : {}),
    })
  }

  const readReply = (event: Extract<ProtocolEvent, { kind: 'reply' }>) => {
    const evidence = event.lines.join('\n')
    if (event.verb === undefined) {
      if (event.code === 120) return
      end('greeting', event.code === 220 ? 'passed' : 'failed', evidence)
    } else if (event.verb === 'AUTH' && event.code >= 400) end('tls', 'warned', evidence)
    else if (/^(USER|PASS|ACCT)$/.test(event.verb)) {
      if (event.code === 230 || event.code === 202 || event.code === 232)
        end('login', 'passed', evidence)
      else if (event.code >= 400) end('login', 'failed', evidence)
    }
  }

  return {
    begin,
    end,
    stateOf: (id) => states.get(id),
    giveUp(ids, evidence) {
      const running = ids.find((id) => startedAt.has(id) && !states.has(id))
      if (running) end(running, 'failed', evidence)
      for (const id of ids) end(id, 'skipped')
    },
    read(event) {
      switch (event.kind) {
        case 'tcp':
          if (event.step === 'dialling') begin('tcp')
          if (event.step === 'open') {
            const { local, remote } = event
            end('tcp', 'passed', local && remote && `${at(local)} → ${at(remote)}`)
            begin('greeting')
          }
          if (event.step === 'failed') end('tcp', 'failed', event.detail)
          return
        case 'command':
          if (event.verb === 'AUTH') begin('tls')
          if (event.verb === 'USER') begin('login')
          return
        case 'tls':
          begin('tls')
          if (event.step === 'failed') end('tls', 'failed', event.detail)
          // Passed when it is trusted, which the login that follows proves.
          return
        case 'reply':
          return readReply(event)
      }
    },
  }
}

const at = ({ host, port }: { host: string; port: number }) =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
