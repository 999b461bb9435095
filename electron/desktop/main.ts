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

  const openLink = (url: string) => {
    if (desktop) void desktop.openLinks(readLaunch([url]))
    else early.push(url)
  }
  // macOS hands links over by an event, which may come before the app is ready.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    openLink(url)
  })
  app.on('second-instance', (_event, argv) => {
    desktop?.activate()
    // Chromium adds switches and changes the order; only links matter.
    void desktop?.openLinks(readLaunch(argv.slice(1)))
  })
  app.on('activate', () => desktop?.activate())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
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
      await desktop.openLinks(launch)
      for (const url of early.splice(0)) openLink(url)
    } catch (error) {
      dialog.showErrorBox(
        textsFor('system', app.getLocale())('cannotStart'),
        (error as Error).message,
      )
      app.exit(1)
    }
  })
}
