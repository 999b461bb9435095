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
  reconnectOnce,
  timeOfHost,
  transferOnce,
  useOnce,
  withoutCompiledCode,
} from '../windowUse.ts'

/** Seconds from the beginning of one round of use to the next: a person looks at what he opened. */
const pace = 10
const roundsOfASession = 10

type Reading = { host: number; page: number; hostTime: number; pageTime: number }

/** By the clock: what host and page hold at the end beyond what they held after `warm` minutes. */
function use(
  browser: TestBrowser,
  { warm, minutes }: { warm: number; minutes: number },
  say: (text: string) => void,
): Contender[] {
  let ofPage: Measured
  const ofHost = async () => {
    const app = await startApp({ practice: true, tellsHeap: true })
    try {
      return await browser.withPage({ name: 'hour' }, async (page) => {
        await page.goto(app.url)
        await driveWindow(page).row('remote', 'README.txt').waitFor()
        const meter = await meterOf(page)
        const read = async (minute: number): Promise<Reading> => {
          const reading = {
            host: (await heapOfHost(app)) / mebibyte,
            page: (await meter.heap()) / mebibyte,
            hostTime: timeOfHost(app),
            pageTime: await meter.time(),
          }
          const held = `host ${reading.host.toFixed(1)} MiB, page ${reading.page.toFixed(1)} MiB`
          say(`   minute ${minute}: ${held}, ${round} rounds`)
          return reading
        }
        const began = performance.now()
        const at = (minute: number) => performance.now() - began >= minute * 60_000
        let round = 0
        let before: Reading | undefined
        let told = warm
        while (!at(minutes)) {
          const next = performance.now() + pace * 1000
          await useOnce(page)
          await transferOnce(page, app)
          if (++round % roundsOfASession === 0) await reconnectOnce(page)
          if (at(told)) {
            const reading = await read(told)
            before ??= reading
            told += warm
          }
          await delay(Math.max(0, next - performance.now()))
        }
        const [first, last] = [before!, await read(minutes)]
        const seconds = (minutes - warm) * 60
        ofPage = {
          seconds,
          cpu: last.pageTime - first.pageTime,
          memory: last.page - first.page,
        }
        return {
          seconds,
          cpu: last.hostTime - first.hostTime,
          memory: last.host - first.host,
        }
      })
    } finally {
      await app.stop()
    }
  }
  const verify = () => {}
  return [
    { name: 'growth of the host', verify, run: ofHost },
    { name: 'growth of the page', verify, run: async () => ofPage },
  ]
}

export const hour: Suite = {
  name: 'hour',
  summary: 'what an hour of use, by the clock, leaves in memory of the web host and its window',
  isOnRequest: true,
  async prepare(workshop) {
    buildDesktop()
    const browser = await openBrowser([withoutCompiledCode])
    workshop.atEnd(() => browser.close())
    const span = workshop.isQuick ? { warm: 1, minutes: 4 } : { warm: 10, minutes: 60 }
    const contenders = use(browser, span, workshop.say)
    return [
      {
        title:
          `${span.minutes} minutes of use, a round every ${pace} s through folders, files, ` +
          `transfers, sessions, dialogs and views: growth of memory in use after minute ${span.warm}`,
        isLong: true,
        contenders,
        limits: contenders.map(({ name }) => ({ own: name, what: 'memory' as const, most: 4 })),
      },
    ]
  },
}
