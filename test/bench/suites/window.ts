import { setTimeout as delay } from 'node:timers/promises'
import { startApp } from '../../support/app.ts'
import { openBrowser } from '../../support/browser.ts'
import type { TestBrowser } from '../../support/browser.ts'
import { buildDesktop } from '../../support/electron/desktopApp.ts'
import { driveWindow } from '../../support/windowDriver.ts'
import type { Measured } from '../measure.ts'
import type { Contender, Suite } from '../suite.ts'
import {
  heapOfHost,
  mebibyte,
  meterOf,
  peakOfHost,
  timeOfHost,
  useOnce,
  withoutCompiledCode,
} from '../windowUse.ts'

const noCheck = { verify() {} }

/** From starting the web host to a window that can be used, in an empty tab of an open browser. */
const start = (browser: TestBrowser): Contender => ({
  name: 'start',
  ...noCheck,
  run: () =>
    browser.withPage({ name: 'start' }, async (page) => {
      const began = performance.now()
      const app = await startApp()
      try {
        await page.goto(app.url)
        await page.getByTestId('start-page').waitFor()
        const seconds = (performance.now() - began) / 1000
        return { seconds, cpu: timeOfHost(app), memory: peakOfHost(app) }
      } finally {
        await app.stop()
      }
    }),
})

/** Host and page while a session is open and nothing happens. */
const rest = (browser: TestBrowser, seconds: number): Contender => ({
  name: 'host and page',
  ...noCheck,
  async run() {
    const app = await startApp({ practice: true })
    try {
      return await browser.withPage({ name: 'rest' }, async (page) => {
        await page.goto(app.url)
        await driveWindow(page).row('remote', 'README.txt').waitFor()
        const meter = await meterOf(page)
        // What the start left is done: the page's machine collects garbage twice, up to 20 s later.
        await delay(40_000)
        const spent = async () => timeOfHost(app) + (await meter.time())
        const before = await spent()
        await delay(seconds * 1000)
        return { seconds, cpu: (await spent()) - before, memory: peakOfHost(app) }
      })
    } finally {
      await app.stop()
    }
  },
})

/** What host and page hold more after `cycles` of use than after the first `warm` ones. */
function growth(browser: TestBrowser, warm: number, cycles: number): Contender[] {
  let ofPage: Measured
  const ofHost = async () => {
    const app = await startApp({ practice: true, tellsHeap: true })
    try {
      return await browser.withPage({ name: 'growth' }, async (page) => {
        await page.goto(app.url)
        await driveWindow(page).row('remote', 'README.txt').waitFor()
        for (let cycle = 0; cycle < warm; cycle++) await useOnce(page)
        const meter = await meterOf(page)
        const before = { host: await heapOfHost(app), page: await meter.heap() }
        const [hostTime, pageTime] = [timeOfHost(app), await meter.time()]
        const began = performance.now()
        for (let cycle = 0; cycle < cycles; cycle++) await useOnce(page)
        const seconds = (performance.now() - began) / 1000
        ofPage = {
          seconds,
          cpu: (await meter.time()) - pageTime,
          memory: ((await meter.heap()) - before.page) / mebibyte,
        }
        const cpu = timeOfHost(app) - hostTime
        return { seconds, cpu, memory: ((await heapOfHost(app)) - before.host) / mebibyte }
      })
    } finally {
      await app.stop()
    }
  }
  return [
    { name: 'growth of the host', ...noCheck, run: ofHost },
    { name: 'growth of the page', ...noCheck, run: async () => ofPage },
  ]
}

export const window: Suite = {
  name: 'window',
  summary: 'the web host and its window: start, rest, and what much use leaves in memory',
  async prepare(workshop) {
    buildDesktop()
    const browser = await openBrowser()
    workshop.atEnd(() => browser.close())
    const plain = await openBrowser([withoutCompiledCode])
    workshop.atEnd(() => plain.close())
    const seconds = workshop.isQuick ? 20 : 60
    const [warm, cycles] = workshop.isQuick ? [10, 30] : [40, 120]
    const growing = growth(plain, warm, cycles)
    return [
      {
        title: 'From starting the host to a window that can be used',
        contenders: [start(browser)],
        limits: [{ own: 'start', what: 'seconds', most: 3 }],
      },
      {
        title: `At rest for ${seconds} s, connected`,
        isLong: true,
        contenders: [rest(browser, seconds)],
        limits: [{ own: 'host and page', what: 'cpu', most: 0.1 }],
      },
      {
        title: `Growth of memory in use, ${cycles} rounds through folders, files, dialogs and views after ${warm}`,
        isLong: true,
        contenders: growing,
        limits: growing.map(({ name }) => ({ own: name, what: 'memory' as const, most: 4 })),
      },
    ]
  },
}
