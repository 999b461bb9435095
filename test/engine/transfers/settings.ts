import { Settings } from '../../../electron/contract/app.ts'

/** Settings that a test changes while the queue runs. */
export function testSettings(initial: Partial<Settings> = {}) {
  let settings = Settings.parse({ resumeQueueAtStart: 'resume', ...initial })
  const listeners = new Set<(settings: Settings) => void>()
  return {
    get: () => settings,
    onChange(listener: (settings: Settings) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(patch: Partial<Settings>) {
      settings = { ...settings, ...patch }
      for (const listener of listeners) listener(settings)
    },
  }
}
