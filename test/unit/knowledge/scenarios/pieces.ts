import type {
  DiagnosisCode,
  SettingsPatch,
} from '../../../../electron/engine/knowledge/diagnose.ts'
import type { ScriptedEvent } from '../script.ts'

export const server = '203.0.113.7'
export const open: ScriptedEvent = { kind: 'tcp', step: 'open', host: server, port: 21 }
export const secure: ScriptedEvent = {
  kind: 'tls',
  step: 'open',
  version: 'TLSv1.3',
  resumed: false,
}
export const login: ScriptedEvent[] = [
  open,
  '< 220 Hello',
  '> USER a',
  '< 331 Password',
  '> PASS ••',
  '< 230 In',
]
export const tcpFailed = (error: string): ScriptedEvent => ({
  kind: 'tcp',
  step: 'failed',
  host: server,
  port: 21,
  error,
})
export const dataFailed = (
  mode: 'active' | 'passive',
  error: string,
  port = 50_000,
): ScriptedEvent => ({
  kind: 'data',
  mode,
  step: 'failed',
  remote: { host: server, port },
  error,
})
export const opened = (mode: 'active' | 'passive'): ScriptedEvent => ({
  kind: 'data',
  mode,
  step: 'open',
})
export const closed: ScriptedEvent = { kind: 'data', mode: 'passive', step: 'closed' }

export type Scenario = {
  title: string
  code: DiagnosisCode
  steps: ScriptedEvent[]
  /** The events that prove it. */
  evidence: number[]
  cure?: SettingsPatch
}
