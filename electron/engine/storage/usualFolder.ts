import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the desktop application keeps its data as well, so that both show the same sites. */
export function usualDataFolder(): string {
  return join(systemDataFolder(), 'Sampan', 'data')
}

function systemDataFolder(): string {
  const home = homedir()
  if (process.platform === 'win32')
    return process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support')
  return process.env['XDG_CONFIG_HOME'] ?? join(home, '.config')
}
