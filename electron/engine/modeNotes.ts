import { join } from 'node:path'
import { z } from 'zod'
import type { ConnectionSettings } from '../contract/sessions.ts'
import type { Strategy } from './ftp/dataModes.ts'
import { createProfileFile } from './sites/profileFile.ts'

const Note = z.object({
  host: z.string(),
  port: z.int(),
  /** Today's client address family and route are not in it: it is tried first, not believed. */
  worked: z.enum(['epsv', 'pasv', 'eprt', 'port']),
})
type Note = z.infer<typeof Note>

/** Servers kept; the ones longest unused give way. */
const mostNotes = 500

export type ModeNotes = {
  of(settings: Pick<ConnectionSettings, 'host' | 'port'>): Strategy | undefined
  note(settings: Pick<ConnectionSettings, 'host' | 'port'>, strategy: Strategy): void
  /** All is on disk when it resolves. */
  close(): Promise<void>
}

/**
 * Which of EPSV, PASV, EPRT and PORT worked on a server, in `modes.json`. A file that cannot be
 * read is begun anew: it only saves a few seconds.
 */
export async function openModeNotes(dataFolder: string): Promise<ModeNotes> {
  const file = createProfileFile<Note[]>({
    file: join(dataFolder, 'modes.json'),
    schemaVersion: 1,
    parse: (content) => z.array(Note).parse(content),
    initial: () => [],
  })
  let found = await file.read()
  if (!('value' in found)) found = await file.startAgain()
  let notes = 'value' in found ? found.value : []
  let writing: Promise<void> = Promise.resolve()
  const find = ({ host, port }: Pick<ConnectionSettings, 'host' | 'port'>) =>
    notes.find((note) => note.host === host.toLowerCase() && note.port === port)
  return {
    of: (settings) => find(settings)?.worked,
    note(settings, worked) {
      const old = find(settings)
      if (old?.worked === worked) return
      const { port } = settings
      const fresh: Note = { host: settings.host.toLowerCase(), port, worked }
      notes = [fresh, ...notes.filter((note) => note !== old)].slice(0, mostNotes)
      writing = file.write(notes).catch(() => {})
    },
    close: () => writing,
  }
}
