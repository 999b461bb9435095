import { describe, expect, it } from 'vitest'
import { Settings, SettingsChange } from '../../../electron/contract/app.ts'
import { SettingsCure } from '../../../electron/contract/explain.ts'

describe('changes to settings', () => {
  it.each([{}, { theme: 'dark' }, { parallelTransfers: 7, bookmarks: [] }, { keepLogFiles: true }])(
    '%o names nothing else',
    (change) => {
      expect(SettingsChange.parse(change)).toEqual(change)
    },
  )

  it('every setting can be changed, and is held to its shape', () => {
    const factory = Settings.parse({})
    expect(SettingsChange.parse(factory)).toEqual(factory)
    for (const bad of [{ parallelTransfers: 0 }, { theme: 'pink' }, { autoLockMinutes: 1.5 }])
      expect(SettingsChange.safeParse(bad).success).toBe(false)
  })

  it('a cure that turns one thing on turns nothing else off', () => {
    const cure = { quirks: { noEpsv: true } }
    expect(SettingsCure.parse(cure)).toEqual(cure)
  })
})
