import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { autostartEntry } from './autostart.ts'

/**
 * Starts Sampan with the user's session, or no longer. Linux has no call for it but a desktop
 * entry in the autostart folder (freedesktop.org, Desktop Application Autostart Specification).
 */
export function setOpenAtLogin(isOn: boolean, platform = process.platform): void {
  if (platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: isOn })
  const folder = join(app.getPath('appData'), 'autostart')
  const file = join(folder, 'sampan.desktop')
  if (!isOn) return rmSync(file, { force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath))
}
