import { join } from 'node:path'
import { z } from 'zod'
import { Visit } from '../../contract/sites.ts'
import { createFeed } from '../feed.ts'
import type { Feed } from '../feed.ts'
import type { SettingsStore } from '../settingsStore.ts'
import { createProfileFile } from './profileFile.ts'

const mostVisits = 50

export type Visits = {
  add(visit: Omit<Visit, 'at'>): Promise<void>
  clear(): Promise<void>
  feed: Feed<{ visits: Visit[] }>
  /** All is on disk when it resolves. */
  close(): Promise<void>
}

const identityOf = ({ siteId, host, port, user, encryption }: Omit<Visit, 'at'>) =>
  JSON.stringify(siteId === undefined ? [host.toLowerCase(), port, user, encryption] : [siteId])

/** Recent connections, in `history.json`. Switched off in the settings, all of them are forgotten. */
export async function openVisits(
  dataFolder: string,
  settings: Pick<SettingsStore, 'get' | 'onChange'>,
): Promise<Visits> {
  const file = createProfileFile<Visit[]>({
    file: join(dataFolder, 'history.json'),
    schemaVersion: 1,
    parse: (content) => z.array(Visit).parse(content),
    initial: () => [],
    forgetsPrevious: true,
  })
  const found = await file.read()
  // Where somebody connected is no loss: a file that cannot be read is begun anew.
  let visits = 'value' in found ? found.value : await startAgain(file)
  const feed = createFeed<{ visits: Visit[] }>({
    key: () => 'visits',
    snapshot: () => [{ visits }],
  })
  let writing: Promise<void> = Promise.resolve()
  const set = (next: Visit[]): Promise<void> => {
    visits = next
    feed.publish({ visits })
    writing = file.write(next)
    return writing
  }
  const stop = settings.onChange(({ rememberHistory }) => {
    if (!rememberHistory && visits.length > 0) void set([]).catch(() => {})
  })
  return {
    feed,
    async close() {
      stop()
      await writing.catch(() => {})
    },
    async add(visit) {
      if (!settings.get().rememberHistory) return
      const identity = identityOf(visit)
      const others = visits.filter((other) => identityOf(other) !== identity)
      await set([{ ...visit, at: Date.now() }, ...others].slice(0, mostVisits))
    },
    clear: () => set([]),
  }
}

async function startAgain(file: ReturnType<typeof createProfileFile<Visit[]>>): Promise<Visit[]> {
  const fresh = await file.startAgain()
  return 'value' in fresh ? fresh.value : []
}
