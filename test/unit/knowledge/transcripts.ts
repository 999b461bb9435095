import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type RecordedStep =
  | { kind: 'command'; line: string }
  | { kind: 'reply'; code: number; lines: string[] }
  | { kind: 'tls' }

export type RecordedSession = { title: string; steps: RecordedStep[] }

export const recordedServers = ['vsftpd', 'proftpd', 'pureftpd'] as const
export type RecordedServer = (typeof recordedServers)[number]

/**
 * Control connections recorded from vsftpd 3.0.3, proftpd 1.3.8 and pure-ftpd 1.0.50 on loopback:
 * `>` command, `<` reply line, `=` TLS handshake, `!` what happened to the socket.
 */
export function readTranscript(server: RecordedServer): RecordedSession[] {
  const path = fileURLToPath(new URL(`transcripts/${server}.txt`, import.meta.url))
  const sessions: RecordedSession[] = []
  let lines: string[] = []
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const session = sessions.at(-1)
    if (line.startsWith('# ')) sessions.push({ title: line.slice(2), steps: [] })
    else if (line.startsWith('> ')) session?.steps.push({ kind: 'command', line: line.slice(2) })
    else if (line === '= TLS') session?.steps.push({ kind: 'tls' })
    else if (line.startsWith('= ')) sessions.push({ title: line.slice(2), steps: [] })
    else if (line.startsWith('< ')) {
      const text = line.slice(2)
      lines.push(text)
      const code = (lines[0] ?? '').slice(0, 3)
      const isLast = lines.length === 1 ? text[3] !== '-' : text.startsWith(`${code} `)
      if (!isLast) continue
      session?.steps.push({ kind: 'reply', code: Number(code), lines })
      lines = []
    }
  }
  return sessions
}

/** Replies with the command each one answers, by their order. */
export function repliesWithCommands(
  session: RecordedSession,
): { code: number; lines: string[]; command?: string }[] {
  const waiting: string[] = []
  return session.steps.flatMap((step) => {
    if (step.kind === 'command') waiting.push(step.line)
    if (step.kind !== 'reply') return []
    const command = step.code < 200 ? waiting[0] : waiting.shift()
    return [{ code: step.code, lines: step.lines, ...(command ? { command } : {}) }]
  })
}
