import { readFileSync } from 'node:fs'
import { startApp } from '../support/app.ts'
import { openBrowser } from '../support/browser.ts'
import { buildDesktop } from '../support/electron/desktopApp.ts'

/**
 * node test/bench/startup.ts [RUNS]: from starting the web host to a window that can be used, and
 * the processor time that host and page take in ten seconds in which nothing happens.
 */
const runs = Number(process.argv[2] ?? 5)
buildDesktop()
const browser = await openBrowser()
const starts: number[] = []
try {
  for (let run = 0; run < runs; run++) {
    const begin = performance.now()
    const app = await startApp()
    const listening = performance.now()
    await browser.withPage({ name: 'startup' }, async (page) => {
      await page.goto(app.url)
      await page.getByTestId('start-page').waitFor()
      starts.push(performance.now() - begin)
      console.log(`host ${ms(listening - begin)}, usable ${ms(performance.now() - begin)}`)
      if (run < runs - 1) return
      const session = await page.context().newCDPSession(page)
      await session.send('Performance.enable')
      const pageTime = async () => {
        const { metrics } = await session.send('Performance.getMetrics')
        return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
      }
      const [hostBefore, pageBefore] = [hostTime(app.pid), await pageTime()]
      await new Promise((resolve) => setTimeout(resolve, 10_000))
      const [host, inPage] = [hostTime(app.pid) - hostBefore, (await pageTime()) - pageBefore]
      console.log(`idle for 10 s: host ${ms(host)}, page ${ms(inPage)} of processor time`)
    })
    await app.stop()
  }
} finally {
  await browser.close()
}
starts.sort((a, b) => a - b)
console.log(`median of ${runs}: ${ms(starts[Math.floor(runs / 2)]!)}`)
process.exit(0)

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}

/** Milliseconds of processor time; the kernel counts in hundredths of a second (Linux). */
function hostTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
