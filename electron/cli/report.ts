import type { AppError } from '../contract/errors.ts'
import type { RunOptions } from './arguments.ts'
import type { Terminal } from './terminal.ts'
import { harmless } from './terminal.ts'

/** What a run tells, beside its results: as text for people, or as JSON for programs. */
export type Report = {
  isJson: boolean
  isQuiet: boolean
  /** One line of JSON; nothing where text is wanted. */
  event(event: { event: string } & Record<string, unknown>): void
  /** Told also when quiet. */
  warn(message: string): void
  /** A failure with its cause and, where there is one, the server's reply. */
  fail(error: AppError, subject?: string): void
  /** Nothing when quiet. */
  note(message: string): void
}

export function createReport(
  terminal: Terminal,
  { output, isQuiet }: Pick<RunOptions, 'output' | 'isQuiet'>,
): Report {
  const isJson = output === 'json'
  const event: Report['event'] = (told) => {
    if (isJson) void terminal.print(`${JSON.stringify(told)}\n`)
  }
  return {
    isJson,
    isQuiet,
    event,
    warn(message) {
      event({ event: 'warning', message })
      if (!isJson) terminal.tell(`sampan: warning: ${harmless(message)}`)
    },
    fail(error, subject) {
      const { code, message, details } = error
      event({ event: 'error', ...(subject ? { subject } : {}), code, message, details })
      if (isJson) return
      const reply = details?.reply?.split('\n').at(-1)
      const where = subject ?? (details?.host ? `${details.host}:${details.port}` : undefined)
      terminal.tell(
        `sampan: ${harmless(
          [where, message, reply && reply !== message ? `(${reply})` : undefined]
            .filter((part) => part !== undefined)
            .join(': ')
            .replace(': (', ' ('),
        )}`,
      )
      const step = nextSteps[code]
      if (step) terminal.tell(`  ${step}`)
    },
    note(message) {
      if (!isJson && !isQuiet) terminal.tell(harmless(message))
    },
  }
}

/** What can be done about failures that a different command line would cure. */
const nextSteps: Partial<Record<AppError['code'], string>> = {
  'password-needed':
    'Set SAMPAN_PASSWORD, use --site, or run it on a terminal, where it can be asked for.',
  'login-failed': 'Check user and password.',
  'tls-not-offered': 'If the network is yours, --tls none goes without encryption.',
  'certificate-untrusted': 'If you know the fingerprint from a safe source, give it with --trust.',
  'certificate-changed':
    'Ask whoever runs the server. If the new fingerprint is right, give it with --trust.',
  'data-folder-in-use': 'Wait until the other run has ended, or use another --queue folder.',
  'local-disk-full': 'Make room on the disk, then run the command again.',
  'data-connection-failed': 'A firewall may be in the way: try --mode active or --mode passive.',
}
