import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestDesktop } from '../support/electron/desktopApp.ts'
import { buildDesktop, createTestDesktop, patience } from '../support/electron/desktopApp.ts'
import { launchDesktop } from '../support/electron/launch.ts'

let desktop: TestDesktop
beforeAll(() => {
  buildDesktop()
  desktop = createTestDesktop()
}, 180_000)
afterAll(() => desktop.close())

it(
  'a second start ends, brings the first to the front, and hands over links only',
  { timeout: 90_000 },
  async () => {
    const run = await desktop.launch()
    await (await run.firstPage()).getByTestId('start-page').waitFor()
    const isMinimized = () =>
      run.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isMinimized())
    const asked = () => run.evaluate(() => Reflect.get(globalThis, 'asked') as string[])
    const startAgain = (...args: string[]) =>
      launchDesktop({ args, env: { XDG_CONFIG_HOME: desktop.folder } }).catch(
        (error: Error) => error,
      )
    await run.evaluate(({ dialog, BrowserWindow }) => {
      const messages: string[] = []
      Reflect.set(globalThis, 'asked', messages)
      const showMessageBox = async ({ message }: Electron.MessageBoxOptions) => {
        messages.push(message)
        // The first link is declined.
        return { response: messages.length === 1 ? 1 : 0, checkboxChecked: false }
      }
      Reflect.set(dialog, 'showMessageBox', showMessageBox)
      BrowserWindow.getAllWindows()[0]!.minimize()
    })
    await expect.poll(isMinimized, patience).toBe(true)

    expect(await startAgain('--practice')).toBeInstanceOf(Error)
    await expect.poll(isMinimized, patience).toBe(false)
    expect(await asked()).toEqual([])
    const links = ['ftps://ann@127.0.0.1:9/', 'ftp://ben@127.0.0.1:9/']
    expect(await startAgain(...links)).toBeInstanceOf(Error)
    await expect
      .poll(asked, patience)
      .toEqual(['Connect to ann@127.0.0.1:9?', 'Connect to ben@127.0.0.1:9?'])
    await expect.poll(() => run.pages().length, patience).toBe(2)
  },
)
