import { join } from 'node:path'
import { Settings } from '../contract/app.ts'
import { AppError } from '../contract/errors.ts'
import { createFeed } from './feed.ts'
import type { Feed } from './feed.ts'
import { createProfileFile } from './sites/profileFile.ts'
import { createTurns } from './storage/inTurn.ts'

export type SettingsStore = {
  get(): Settings
  /** What is not named stays as it is; changes are taken one after the other. */
  change(patch: Partial<Settings>): Promise<Settings>
  onChange(listener: (settings: Settings) => void): () => void
  feed: Feed<Settings>
}

/** The user's settings, in a readable file of the data folder. */
export async function openSettings(dataFolder: string): Promise<SettingsStore> {
  const file = createProfileFile<Settings>({
    file: join(dataFolder, 'settings.json'),
    schemaVersion: 1,
    parse: (content) => Settings.parse(content),
    initial: () => Settings.parse({}),
  })
  const found = await file.read()
  // Settings that cannot be read are no reason to refuse work; the file itself stays untouched.
  let settings = 'value' in found ? found.value : Settings.parse({})
  const canWrite = 'value' in found
  const inTurn = createTurns()
  const listeners = new Set<(settings: Settings) => void>()
  const feed = createFeed<Settings>({ key: () => 'settings', snapshot: () => [settings] })
  return {
    feed,
    get: () => settings,
    change: (patch) =>
      inTurn(async () => {
        const screen = { ...settings.screen, ...patch.screen }
        const changed = Settings.parse({ ...settings, ...patch, screen })
        if (!canWrite)
          throw new AppError(
            'storage-damaged',
            'The settings file cannot be read, so it is not replaced',
          )
        await file.write(changed)
        settings = changed
        for (const listener of listeners) listener(settings)
        feed.publish(settings)
        return settings
      }),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
