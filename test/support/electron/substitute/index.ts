/** What `require('electron')` gives to a main bundle that runs on the substitute. */
export { app } from './app.ts'
export { screen } from './frame.ts'
export { ipcMain } from './ipcMain.ts'
export { protocol } from './schemes.ts'
export { SubstituteWindow as BrowserWindow } from './windows.ts'
export {
  dialog,
  done,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  safeStorage,
  shell,
  Tray,
} from './system.ts'
import { defaultSession, networkRequests } from './session.ts'

export const session = { defaultSession }
export { networkRequests }
