import { readCase } from './diagnose/case.ts'
import {
  connectionRefused,
  hostNotFound,
  timeoutConnect,
  wrongProtocol,
} from './diagnose/connect.ts'
import {
  activePortBlocked,
  epsvBroken,
  natInFrontOfPort,
  passivePortsBlocked,
  unroutablePassiveAddress,
} from './diagnose/data.ts'
import {
  diskFull,
  encodingTrouble,
  endOfTransferTimeout,
  idleTimeout,
  pathNotFound,
  pathSyntax,
  permissionDenied,
  quotaExceeded,
} from './diagnose/files.ts'
import {
  certificateUntrusted,
  connectionLimit,
  loginFailed,
  tlsRequired,
  tlsSessionReuseRequired,
  tlsVersionMismatch,
} from './diagnose/login.ts'
import { diagnosisTexts } from './diagnose/texts.ts'
import { diagnosisCodes } from './diagnose/types.ts'
import type { DiagnosisCode, Rule, SettingsPatch, Verdict } from './diagnose/types.ts'
import type { ProtocolEvent } from './events.ts'
import { say } from './text.ts'
import type { Locale } from './text.ts'

export { diagnosisCodes } from './diagnose/types.ts'
export type { DiagnosisCode, SettingsPatch } from './diagnose/types.ts'

export type Diagnosis = {
  code: DiagnosisCode
  title: string
  text: string
  /** Places in the given list of events, in order: the very lines that prove it. */
  evidence: number[]
  /** What to change in the site's settings, and the words for the button that does it. */
  cure?: { settings: SettingsPatch; label: string }
}

const rules: Readonly<Record<DiagnosisCode, Rule>> = {
  'host-not-found': hostNotFound,
  'connection-refused': connectionRefused,
  'timeout-connect': timeoutConnect,
  'wrong-protocol': wrongProtocol,
  'certificate-untrusted': certificateUntrusted,
  'tls-version-mismatch': tlsVersionMismatch,
  'tls-session-reuse-required': tlsSessionReuseRequired,
  'tls-required': tlsRequired,
  'connection-limit': connectionLimit,
  'login-failed': loginFailed,
  'epsv-broken-by-middlebox': epsvBroken,
  'unroutable-passive-address': unroutablePassiveAddress,
  'passive-ports-blocked': passivePortsBlocked,
  'nat-in-front-of-port': natInFrontOfPort,
  'active-port-blocked': activePortBlocked,
  'disk-full': diskFull,
  'quota-exceeded': quotaExceeded,
  'encoding-trouble': encodingTrouble,
  'permission-denied': permissionDenied,
  'path-syntax': pathSyntax,
  'path-not-found': pathNotFound,
  'end-of-transfer-timeout': endOfTransferTimeout,
  'idle-timeout': idleTimeout,
}

/**
 * Everything that explains why these events ended in a failure, the most special first: the first
 * one is the verdict. Empty when there is no failure, or none that is understood.
 */
export function diagnose(events: readonly ProtocolEvent[], locale: Locale): Diagnosis[] {
  const the = readCase(events, locale)
  if (!the) return []
  return diagnosisCodes.flatMap((code) => {
    const verdict = rules[code](the)
    return verdict ? [tell(code, verdict, locale)] : []
  })
}

function tell(code: DiagnosisCode, verdict: Verdict, locale: Locale): Diagnosis {
  const { title, text } = diagnosisTexts[code]
  const gap = locale === 'en' ? ' ' : ''
  const detail = verdict.detail ? gap + say(verdict.detail, locale) : ''
  return {
    code,
    title: say(title, locale),
    text: say(text, locale, verdict.values) + detail,
    evidence: verdict.evidence.toSorted((one, other) => one - other),
    ...(verdict.cure
      ? {
          cure: {
            settings: verdict.cure.settings,
            label: say(verdict.cure.label, locale),
          },
        }
      : {}),
  }
}
