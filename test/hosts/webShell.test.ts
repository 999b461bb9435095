import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { api } from '../../electron/contract/api.ts'
import type { ApiClient } from '../../electron/contract/api.ts'
import { connect } from '../../electron/contract/rpc.ts'
import type { RunningApp } from '../support/app.ts'
import { startApp } from '../support/app.ts'
import { buildDesktop } from '../support/electron/desktopApp.ts'
import { openClientPort } from '../support/webSocketPorts.ts'

let app: RunningApp
let closes: (() => void)[]
const open = async (link: string): Promise<ApiClient> => {
  const { port, close } = await openClientPort(link)
  closes.push(close)
  return connect(api, port)
}
beforeAll(buildDesktop, 180_000)
beforeEach(async () => {
  closes = []
  app = await startApp()
})
afterEach(async () => {
  for (const close of closes) close()
  await app.stop()
})

describe('what a page in a browser may ask of its program', () => {
  it('is not what only a desktop has: it says so, and nothing happens', async () => {
    const page = await open(app.url)
    for (const attempt of [
      () => page.chooseFolder(),
      () => page.revealLocal(app.localFolder),
      () => page.installUpdate(),
      () => page.offerMenu([]),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not-supported' })
    expect(await page.checkForUpdate()).toEqual({ state: 'unavailable' })
  })

  it('is a second window, by a link that works once', async () => {
    const { link } = await (await open(app.url)).openWindow()
    const second = await open(link!)
    expect((await second.programDetails()).dataFolder).toBe(app.dataFolder)
    await expect(open(link!)).rejects.toThrow('refused')
  })
})
