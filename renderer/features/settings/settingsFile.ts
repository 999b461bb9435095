import { SettingsChange } from '../../../electron/contract/app.ts'
import type { Settings } from '../../../electron/contract/app.ts'
import { AppError } from '../../../electron/contract/errors.ts'

const kind = 'sampan-settings'

/** All settings as a readable file, without how this screen was left. */
export const settingsText = ({ screen: _, ...settings }: Settings): string =>
  `${JSON.stringify({ kind, version: 1, settings }, undefined, 2)}\n`

/** The settings of such a file, without those that this Sampan does not know. */
export function readSettingsText(text: string): SettingsChange {
  try {
    const file = JSON.parse(text) as { kind?: unknown; settings?: unknown }
    if (file.kind !== kind || typeof file.settings !== 'object') throw new Error('another file')
    return SettingsChange.parse(file.settings)
  } catch (thrown) {
    throw new AppError('import-unreadable', 'The file holds no settings of Sampan', {
      cause: thrown instanceof Error ? thrown.message.slice(0, 200) : String(thrown),
    })
  }
}
