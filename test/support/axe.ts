import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds wrong in the page, or below `selector`, as lines to compare with none. */
export async function axeFindings(page: Page, selector = 'body'): Promise<string[]> {
  // Evaluated by the debugger, which the page's own policy does not bind.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const results = (await page.evaluate(
    (place) => (globalThis as unknown as { axe: Axe }).axe.run(place),
    selector,
  )) as AxeResults
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  )
}

type Axe = { run(place: string): Promise<unknown> }
