import type { Locator, Page } from 'playwright-core'

export type SiteFields = {
  name?: string
  host?: string
  port?: number
  user?: string
  password?: string
  encryption?: 'auto' | 'required' | 'implicit' | 'none'
  logon?: 'anonymous' | 'password' | 'ask' | 'account'
}
export type Section = 'server' | 'places' | 'connection' | 'limits' | 'security' | 'advanced'

const encryptions = ['auto', 'required', 'implicit', 'none']
const logons = ['anonymous', 'password', 'ask', 'account']

/** The site manager as a person uses it, in any language: by what is seen, with the mouse. */
export function driveSites(page: Page) {
  const byId = (id: string) => page.getByTestId(id)
  const row = (name: string): Locator =>
    byId('site-tree').locator(`[data-testid="site-row"][data-name="${name}"]`)

  /** Opens a list of choices and takes the one at this place. */
  const choose = async (id: string, place: number) => {
    await byId(id).click()
    await page.getByRole('option').nth(place).click()
  }
  const section = (name: Section) => byId(`section-${name}`).click()

  const fill = async (fields: SiteFields) => {
    const { name, host, port, user, password, encryption, logon } = fields
    if (name !== undefined) await byId('site-name').fill(name)
    if (host !== undefined) await byId('site-host').fill(host)
    if (port !== undefined) await byId('site-port').fill(String(port))
    if (encryption) await choose('site-encryption', encryptions.indexOf(encryption))
    if (logon) await choose('site-logon', logons.indexOf(logon))
    if (user !== undefined) await byId('site-user').fill(user)
    if (password !== undefined) await byId('secret-password').fill(password)
  }

  return {
    row,
    choose,
    section,
    fill,
    async open() {
      // A key pressed before the window stands is lost.
      await byId('status-bar').waitFor()
      if (await byId('site-manager').isVisible()) return
      await page.keyboard.press('Control+s')
      await byId('site-manager').waitFor()
    },
    close: () => byId('close-sites').click(),
    startNew: () => byId('new-site').click(),
    /** Until it is written: the button goes away. */
    async save() {
      await byId('site-save').click()
      await byId('site-save').waitFor({ state: 'detached' })
    },
    async chooseMaster(password: string) {
      await byId('dialog-vault-create').waitFor()
      await byId('master-new').fill(password)
      await byId('master-repeat').fill(password)
      await byId('vault-ok').click()
      await byId('dialog-vault-create').waitFor({ state: 'detached' })
    },
    async create(fields: SiteFields) {
      await byId('new-site').click()
      await fill(fields)
      await byId('site-save').click()
      await byId('site-save').waitFor({ state: 'detached' })
      if (fields.name) await row(fields.name).waitFor()
    },
    trust: (how: 'once' | 'always' | 'refuse') => byId(`trust-${how}`).click(),
    names: async () =>
      byId('site-tree')
        .getByTestId('site-row')
        .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-name'))),
    /** A real drag onto a row: its upper edge, its middle or its lower edge. */
    async drag(from: string, to: string, where: 'before' | 'into' | 'after') {
      const [start, end] = [await row(from).boundingBox(), await row(to).boundingBox()]
      if (!start || !end) throw new Error('nothing to drag')
      const y = end.y + end.height * { before: 0.1, into: 0.5, after: 0.9 }[where]
      await page.mouse.move(start.x + 60, start.y + start.height / 2)
      await page.mouse.down()
      await page.mouse.move(start.x + 66, start.y + start.height / 2 + 3, { steps: 3 })
      await page.mouse.move(end.x + 80, y, { steps: 6 })
      await page.mouse.move(end.x + 84, y, { steps: 2 })
      await page.mouse.up()
    },
  }
}

export type SitesDriver = ReturnType<typeof driveSites>
