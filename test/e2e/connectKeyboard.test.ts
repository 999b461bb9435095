import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { startApp } from '../support/app.ts'
import type { RunningApp } from '../support/app.ts'
import { openBrowser, until } from '../support/browser.ts'
import type { TestBrowser } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

let browser: TestBrowser
let app: RunningApp
let server: PracticeServer
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  server = await startPracticeServer({ tls: 'none' })
  app = await startApp()
})
afterEach(async () => {
  await app?.stop()
  await server?.stop()
})

/** A way to the server on which nothing goes on until it is opened. */
async function startGate() {
  const waiting: (() => void)[] = []
  const sockets: Socket[] = []
  let isOpen = false
  const gate = createServer((client) => {
    sockets.push(client)
    client.on('error', () => client.destroy())
    const pass = () => {
      const onward = connect(server.port, server.host)
      sockets.push(onward)
      onward.on('error', () => client.destroy())
      client.pipe(onward).pipe(client)
    }
    if (isOpen) pass()
    else waiting.push(pass)
  })
  await new Promise<void>((resolve) => gate.listen(0, server.host, resolve))
  return {
    port: (gate.address() as AddressInfo).port,
    isAsked: () => waiting.length > 0,
    open() {
      isOpen = true
      for (const pass of waiting.splice(0)) pass()
    },
    stop() {
      for (const socket of sockets) socket.destroy()
      gate.close()
    },
  }
}

/** The connection bar, by keys alone. */
function keysOf(page: Page) {
  const window = driveWindow(page)
  const key = (keys: string) => page.keyboard.press(keys)
  const hasKeyboard = (testId: string) =>
    until(() =>
      page.evaluate(
        (id) => document.activeElement?.closest(`[data-testid="${id}"]`) !== null,
        testId,
      ),
    )
  const inList = (side: 'local' | 'remote') => {
    const list = window.pane(side).getByRole('grid')
    return until(() => list.evaluate((grid) => grid === document.activeElement))
  }
  const connectTo = async (port: number, password = 'practice') => {
    await page.goto(app.url)
    await page.getByTestId('start-page').waitFor()
    await key('Alt+n')
    await hasKeyboard('address')
    await page.keyboard.type(`ftp://practice@${server.host}:${port}`)
    await key('Tab')
    await key('Tab')
    await hasKeyboard('password')
    await page.keyboard.type(password)
    await key('Enter')
  }
  /** The question whether the password may go in the clear. */
  const goOn = async () => {
    await hasKeyboard('plain-refuse')
    await key('Tab')
    await hasKeyboard('plain-go-on')
    await key('Enter')
  }
  return { window, key, hasKeyboard, inList, connectTo, goOn }
}

it('a connection that opens has the keyboard in the list of the server', () =>
  browser.withPage({ name: 'keys to connect' }, async (page) => {
    const { window, key, hasKeyboard, inList, connectTo, goOn } = keysOf(page)
    await connectTo(server.port)
    await goOn()
    await window.row('remote', 'incoming').waitFor()
    await inList('remote')
    await page.keyboard.type('inco')
    await key('Enter')
    await page.locator('[data-testid=pane-remote][data-path="/incoming"]').waitFor()
    await inList('remote')

    // Given up, the next address is asked for; taken up again, the list is there.
    await key('Control+d')
    await hasKeyboard('address')
  }))

it('a connection that fails has it where the person goes on', () =>
  browser.withPage({ name: 'keys after a failure' }, async (page) => {
    const { window, key, hasKeyboard, inList, connectTo, goOn } = keysOf(page)
    const { host, port } = server
    await server.stop()
    await connectTo(port)
    await page.locator('[data-testid=error-page][data-code=connection-refused]').waitFor()
    await hasKeyboard('try-again')
    server = await startPracticeServer({ tls: 'none', host, port })
    await key('Enter')
    await goOn()
    await window.row('remote', 'incoming').waitFor()
    await inList('remote')
  }))

it('a refused password is asked for again where it was typed', () =>
  browser.withPage({ name: 'keys after a wrong password' }, async (page) => {
    const { window, key, hasKeyboard, inList, connectTo, goOn } = keysOf(page)
    await connectTo(server.port, 'wrong')
    await goOn()
    await page.locator('[data-testid=error-page][data-code=login-failed]').waitFor()
    await hasKeyboard('password')
    // What was typed is chosen: the new one takes its place.
    await page.keyboard.type('practice')
    await key('Enter')
    await window.row('remote', 'incoming').waitFor()
    await inList('remote')
  }))

it('the keyboard stays where the person put it meanwhile', () =>
  browser.withPage({ name: 'keys elsewhere' }, async (page) => {
    const { window, key, inList, connectTo, goOn } = keysOf(page)
    const list = window.pane('local').getByRole('grid')
    const hasList = () => list.evaluate((grid) => grid === document.activeElement)
    const gate = await startGate()
    try {
      await connectTo(gate.port)
      await until(gate.isAsked)
      for (let step = 0; step < 60 && !(await hasList()); step++) await key('Tab')
      await inList('local')
      gate.open()
      await goOn()
      await window.row('remote', 'incoming').waitFor()
      await window.ready('remote')
      await inList('local')
      expect(await hasList()).toBe(true)
    } finally {
      gate.stop()
    }
  }))
