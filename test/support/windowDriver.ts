import type { Locator, Page } from 'playwright-core'

export type Side = 'local' | 'remote'
export type Tab = 'queue' | 'failed' | 'done' | 'protocol'

/** The window as a person uses it: by what is seen, with the mouse. */
export function driveWindow(page: Page) {
  const pane = (side: Side) => page.getByTestId(`pane-${side}`)
  const row = (side: Side, name: string): Locator =>
    pane(side).locator(`[data-testid="row"][data-name="${name}"]`)

  return {
    pane,
    row,
    async connect(server: {
      host: string
      port: number
      user: string
      password: string
      encryption?: 'auto' | 'none' | 'required' | 'implicit'
    }) {
      await page.getByTestId('address').fill(server.host)
      await page.getByTestId('port').fill(String(server.port))
      await page.getByTestId('user').fill(server.user)
      await page.getByTestId('password').fill(server.password)
      if (server.encryption) await chooseEncryption(page, server.encryption)
      await page.getByTestId('connect').click()
    },
    /** Waits until a pane shows a folder to its end. */
    ready: (side: Side) =>
      page.locator(`[data-testid="pane-${side}"][data-state="ready"]`).waitFor(),
    async open(side: Side, name: string) {
      await row(side, name).dblclick()
    },
    up: (side: Side) => pane(side).getByTestId('up').click(),
    refresh: (side: Side) => pane(side).getByTestId('refresh').click(),
    /** A real drag: press, move in steps, release. */
    async drag(from: Locator, to: Locator) {
      await from.scrollIntoViewIfNeeded()
      const [start, end] = [await from.boundingBox(), await to.boundingBox()]
      if (!start || !end) throw new Error('nothing to drag')
      await page.mouse.move(start.x + 40, start.y + start.height / 2)
      await page.mouse.down()
      await page.mouse.move(start.x + 60, start.y + start.height / 2 + 4, { steps: 3 })
      await page.mouse.move(end.x + end.width / 2, end.y + end.height - 20, { steps: 8 })
      await page.mouse.move(end.x + end.width / 2, end.y + end.height - 24, { steps: 2 })
      await page.mouse.up()
    },
    tab: (name: Tab) => page.getByTestId(`tab-${name}`).click(),
    mode: (name: 'auto' | 'passive' | 'active') => page.getByTestId(`mode-${name}`).click(),
    logText: () =>
      page
        .getByTestId('log')
        .getByTestId('log-line')
        .allInnerTexts()
        .then((lines) => lines.join('\n')),
  }
}

export type WindowDriver = ReturnType<typeof driveWindow>

async function chooseEncryption(page: Page, encryption: string) {
  await page.getByTestId('encryption').click()
  const order = ['auto', 'required', 'implicit', 'none']
  await page.getByRole('option').nth(order.indexOf(encryption)).click()
}
