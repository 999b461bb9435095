import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { homedir, release } from 'node:os'
import { join } from 'node:path'

export type AppLog = {
  note(text: string): void
  /** The last lines, with what a report about a fault needs before them. */
  report(): string
  close(): void
}

const maximumFile = 512 * 1024
const maximumLines = 500

/**
 * What the program writes about itself into `sampan.log`, never about servers or files; secrets
 * that an error message may carry are taken out. A full log moves to `sampan.log.1`.
 * @param about what runs, as the first line of a report
 */
export function openAppLog(folder: string, about: string): AppLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'sampan.log')
  if (sizeOf(file) > maximumFile) renameSync(file, `${file}.1`)
  const lines: string[] = []
  const note = (text: string) => {
    const line = `${new Date().toISOString()} ${redact(text)}`
    lines.push(line)
    if (lines.length > maximumLines) lines.shift()
    try {
      appendFileSync(file, `${line}\n`, { mode: 0o600 })
    } catch {
      // A full disk must not end the program; the lines in memory stay.
    }
  }
  const onError = (error: Error) => note(`failed: ${error.stack ?? error.message}`)
  const onWarning = (warning: Error) => note(`warning: ${warning.message}`)
  process.on('uncaughtExceptionMonitor', onError)
  process.on('warning', onWarning)
  note(`start: ${about}`)
  return {
    note,
    report: () => [about, '', ...lines].join('\n'),
    close() {
      note('end')
      process.off('uncaughtExceptionMonitor', onError)
      process.off('warning', onWarning)
    },
  }
}

/** System and runtime, as reports name them. */
export const systemLine = (): string =>
  `${process.platform} ${release()} ${process.arch}, Node.js ${process.versions.node}`

const secrets: [RegExp, string][] = [
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@'],
  [/\b(PASS|ACCT|SITE PSWD)[ \t]+[^\r\n]+/gi, '$1 ***'],
  [
    /\b(pass(?:word|wd|phrase)?|secret|token|session)(["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|\S+)/gi,
    '$1$2***',
  ],
]

/** The text without secrets and without the name of the user's home folder. */
export function redact(text: string): string {
  const cleaned = secrets.reduce((left, [pattern, shown]) => left.replace(pattern, shown), text)
  const home = homedir()
  return home.length > 1 ? cleaned.replaceAll(home, '~') : cleaned
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
