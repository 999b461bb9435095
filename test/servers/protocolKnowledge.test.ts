import { describe, expect, it } from 'vitest'
import type { ProtocolEvent } from '../../electron/contract/protocolLog.ts'
import { findCommand } from '../../electron/engine/knowledge/commands.ts'
import { meaningOf } from '../../electron/engine/knowledge/replies.ts'
import { createTranscript } from '../../electron/engine/ftp/transcript.ts'
import { createMarks } from '../../electron/engine/protocol/marks.ts'
import { downloadAll, listAll, never, openConnection, uploadAll } from '../support/connect.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'

/** Commands and replies that the knowledge base has no words of its own for. */
const unknownIn = (events: readonly ProtocolEvent[]) =>
  events.flatMap((event) => {
    if (event.kind === 'command' && !findCommand(event.text)) return [event.text]
    if (event.kind !== 'reply') return []
    const text = event.lines.join('\n')
    const { isKnown } = meaningOf(event.code, { text, ...(event.verb ? { verb: event.verb } : {}) })
    return isKnown ? [] : [`${event.verb ?? ''}: ${text}`]
  })

describe.each(realServerNames)('what %s says', (name) => {
  it('is known, and in the order that the standards give', async () => {
    const server = await startRealServer(name, { tls: 'explicit' })
    const transcript = createTranscript()
    const marks = createMarks(transcript)
    try {
      server.place('a.txt', 'hello\n')
      const path = (file: string) => `${server.remoteFolder.replace(/\/$/, '')}/${file}`
      for (const mode of ['passive', 'active'] as const) {
        const connection = await openConnection({
          settings: { host: server.host, port: server.port, user: server.user, mode },
          credentials: { password: server.password },
          transcript,
        })
        await listAll(connection, server.remoteFolder)
        await uploadAll(connection, path(`${mode}.txt`), Buffer.from('new'))
        await downloadAll(connection, path('a.txt'))
        for (const file of ['missing.txt', 'no/where'])
          await downloadAll(connection, path(file)).catch(() => {})
        await connection.makeFolder(path(`folder ${mode}`), never)
        await connection.rename(path(`${mode}.txt`), path(`${mode}-2.txt`), never)
        await connection.deleteFile(path(`${mode}-2.txt`), never)
        await connection.removeFolder(path(`folder ${mode}`), never)
        for (const line of ['SYST', 'STAT', 'HELP', 'NOOP', 'SITE HELP', 'XYZZY', 'CDUP'])
          await connection.send(line, never)
        connection.close()
        await connection.closed
      }
      await openConnection({
        settings: { host: server.host, port: server.port, user: server.user },
        credentials: { password: 'wrong' },
        transcript,
      }).catch(() => {})
      const events = transcript.events()
      expect(events.length).toBeGreaterThan(100)
      expect(unknownIn(events)).toEqual(['XYZZY', 'XYZZY'])
      expect(events.filter(({ seq }) => marks.findingOf(seq))).toEqual([])
      expect(JSON.stringify(events)).not.toContain(server.password)
    } finally {
      await server.stop()
    }
  })
})
