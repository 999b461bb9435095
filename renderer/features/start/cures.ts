import type { ErrorCode } from '../../../electron/contract/errors.ts'
import type { SessionRequest } from '../../../electron/contract/sessions.ts'

export type CureName = 'passive' | 'active' | 'require-tls' | 'implicit'
export type Cure = { name: CureName; request: SessionRequest }

/**
 * What one button can change to get past a failure. Nothing here gives up protection: going
 * without encryption is for the user to choose in the form.
 */
export function cureOf(code: ErrorCode, request: SessionRequest): Cure | undefined {
  const { settings } = request
  const change = (name: CureName, changed: Partial<SessionRequest['settings']>): Cure => ({
    name,
    request: { ...request, settings: { ...settings, ...changed } },
  })
  switch (code) {
    case 'tls-required':
      return change('require-tls', { encryption: 'required' })
    case 'active-mode-impossible':
      return change('passive', { mode: 'passive' })
    case 'data-connection-failed':
      return settings.mode === 'active'
        ? change('passive', { mode: 'passive' })
        : change('active', { mode: 'active' })
    case 'wrong-protocol':
      return settings.port === 990 && settings.encryption !== 'implicit'
        ? change('implicit', { encryption: 'implicit' })
        : undefined
    default:
      return undefined
  }
}
