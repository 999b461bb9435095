import { createRequire, registerHooks } from 'node:module'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app } from './app.ts'
import { startBrowser } from './browser.ts'
import * as electron from './index.ts'
import { useBrowser } from './windows.ts'

/**
 * node main.ts APP_FOLDER [arguments]: runs the built application of a folder as `electron` would,
 * with this substitute in the place of Electron. Tests talk to it over Node's ipc channel.
 */
const folder = resolve(process.argv[2]!)
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string }
process.argv = [process.execPath, ...(app.isPackaged ? [] : [folder]), ...process.argv.slice(3)]

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('index.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
})

type Question = { id: number; source: string; arg: unknown }
process.on('message', ({ id, source, arg }: Question) => {
  // A function of the test, sent as text, as Playwright does with real Electron.
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function('electron', 'arg', `return (${source})(electron, arg)`) as (
    ...args: unknown[]
  ) => unknown
  const answer = async () => run(electron, arg)
  answer().then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
// Without its test the application has no business.
process.on('disconnect', () => app.exit(1))

app.start(folder)
createRequire(import.meta.url)(join(folder, main))

const browser = await startBrowser(app.getPath('userData'))
await useBrowser(browser, {
  profile: app.getPath('userData'),
  downloads: app.getPath('downloads'),
})
process.on('exit', () => browser.kill())
process.send?.({ endpoint: browser.endpoint })
app.becomeReady(() => browser.kill())
