import { join } from 'node:path'
import { app, dialog, protocol } from 'electron'
import type { DesktopApp } from './app.ts'
import { startApp } from './app.ts'
import { readLaunch } from './launch.ts'
import { appScheme } from './protocol.ts'
import { textsFor } from './texts.ts'

/** In a package the arguments follow the program, in the repository they follow the app's folder. */
const argumentsOf = (argv: string[]) => argv.slice(app.isPackaged ? 1 : 2)

const launch = readLaunch(argumentsOf(process.argv))
// A folder of its own also gets a Chromium profile and a lock of its own.
if (launch.dataFolder !== undefined) app.setPath('userData', join(launch.dataFolder, 'chromium'))
else app.setPath('userData', join(app.getPath('appData'), 'Sampan'))

app.enableSandbox()
protocol.registerSchemesAsPrivileged([appScheme])

if (app.requestSingleInstanceLock()) run()
else app.quit()

function run() {
  let desktop: DesktopApp | undefined
  let hasEnded = false
  const early: string[] = []

  const open = (wanted: string) => {
    if (desktop) void desktop.open(readLaunch([wanted]))
    else early.push(wanted)
  }
  // macOS hands links and files over by events, which may come before the app is ready.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    open(url)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    open(path)
  })
  app.on('second-instance', (_event, argv, folder) => {
    desktop?.activate()
    // Chromium adds switches and changes the order; only links and files matter.
    void desktop?.open(readLaunch(argv.slice(1), folder))
  })
  app.on('activate', () => desktop?.activate())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !desktop?.staysInTray()) app.quit()
  })

  const end = async (asks: boolean) => {
    if (desktop && !(await desktop.end(asks))) return
    hasEnded = true
    app.quit()
  }
  app.on('before-quit', (event) => {
    if (hasEnded || !desktop) return
    event.preventDefault()
    void end(true)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void end(false))

  void app.whenReady().then(async () => {
    try {
      desktop = await startApp(launch)
      await desktop.open(launch)
      for (const wanted of early.splice(0)) open(wanted)
    } catch (error) {
      dialog.showErrorBox(
        textsFor('system', app.getLocale())('cannotStart'),
        (error as Error).message,
      )
      app.exit(1)
    }
  })
}
