import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { RunningApp } from '../support/app.ts'
import { until } from '../support/browser.ts'
import { driveWindow } from '../support/windowDriver.ts'

export const mebibyte = 1024 ** 2

/**
 * Code that a page's machine compiles for speed grows for hundreds of rounds, is thrown away when
 * memory is short, and says nothing about what the page keeps.
 */
export const withoutCompiledCode = '--js-flags=--no-opt --no-maglev --no-sparkplug'

/**
 * What people do all day, once: look into folders and files, open dialogs, tabs and views. Ends
 * where it began, with an empty log, so that nothing is left that has a right to stay.
 */
export async function useOnce(page: Page): Promise<void> {
  const drive = driveWindow(page)
  const close = async (id: string) => {
    await page.keyboard.press('Escape')
    await page.getByTestId(id).waitFor({ state: 'detached' })
  }
  await drive.open('remote', 'documents')
  await drive.row('remote', 'README.txt').waitFor({ state: 'detached' })
  await drive.ready('remote')
  await drive.up('remote')
  await drive.row('remote', 'README.txt').click()
  await page.keyboard.press('Space')
  await page.locator('[data-testid=look]:not([data-state=opening])').waitFor()
  await close('quick-look')
  await page.keyboard.press('F4')
  await page.locator('[data-testid=editor-body] .cm-content').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('editor').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+K')
  await page.getByTestId('palette-input').fill('re')
  await close('dialog-palette')
  await page.getByTestId('open-settings').click()
  await page.getByTestId('settings-search').fill('log')
  await close('dialog-settings')
  await page.keyboard.press('F1')
  await page.getByTestId('dialog-keys').waitFor()
  await close('dialog-keys')
  await page.getByTestId('open-sites').click()
  await page.getByTestId('site-manager').waitFor()
  await close('site-manager')
  await drive.tab('protocol')
  await page.getByTestId('log').getByTestId('log-line').first().waitFor()
  await page.getByTestId('log-clear').click()
  await page.getByTestId('log').getByTestId('log-line').first().waitFor({ state: 'detached' })
  await drive.tab('queue')
}

/** A file from the server and its line in the list of what is done; then both go. */
export async function transferOnce(page: Page, app: RunningApp): Promise<void> {
  const drive = driveWindow(page)
  await drive.drag(drive.row('remote', 'README.txt'), drive.pane('local'))
  await drive.row('local', 'README.txt').waitFor()
  await drive.tab('done')
  await page.getByTestId('transfer').first().waitFor()
  await page.getByTestId('clear-list').click()
  await page.getByTestId('transfer').first().waitFor({ state: 'detached' })
  rmSync(join(app.localFolder, 'README.txt'))
  await drive.refresh('local')
  await drive.row('local', 'README.txt').waitFor({ state: 'detached' })
  await drive.tab('queue')
}

/** The session ends, and another one begins, from the start page. */
export async function reconnectOnce(page: Page): Promise<void> {
  const drive = driveWindow(page)
  await page.getByTestId('disconnect').click()
  await page.getByTestId('practice').click()
  await drive.row('remote', 'README.txt').waitFor()
  await drive.ready('remote')
}

/** Seconds of processor time; the kernel counts in hundredths of a second (Linux). */
export function timeOfHost({ pid }: RunningApp): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** MiB of memory that was resident at most. */
export function peakOfHost({ pid }: RunningApp): number {
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(peak![1]) / 1024
}

/** Bytes in use after a collection. */
export async function heapOfHost(app: RunningApp): Promise<number> {
  const told = () => [...app.messages().matchAll(/^heap: (\d+)$/gm)]
  const before = told().length
  process.kill(app.pid, 'SIGUSR2')
  await until(() => told().length > before)
  return Number(told().at(-1)![1])
}

/** Of one page: bytes in use after a collection, and seconds of processor time from now on. */
export async function meterOf(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const read = async (wanted: string) => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === wanted)!.value
  }
  return {
    time: () => read('TaskDuration'),
    async heap() {
      await session.send('HeapProfiler.collectGarbage')
      return read('JSHeapUsedSize')
    },
  }
}
