import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { DesktopRun } from '../support/electron/launch.ts'
import { launchDesktop, repository } from '../support/electron/launch.ts'
import { driveSites } from '../support/sitesDriver.ts'

let folder: string
let runs: DesktopRun[] = []
beforeAll(() => {
  execFileSync(process.execPath, ['build/ensureBuilt.ts'], { cwd: repository, stdio: 'inherit' })
}, 180_000)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-keychain-'))
})
afterEach(async () => {
  await Promise.all(runs.map((run) => run.close()))
  runs = []
  rmSync(folder, { recursive: true, force: true })
})

const canaries = ['c4nary-one', 'c4nary-two', 'c4nary-three']
const bookmarks = canaries
  .map((secret, index) => `site${index}\tftp://sam:${secret}@site${index}.example.com/`)
  .join('\n')

async function launch(backend: string): Promise<Page> {
  const run = await launchDesktop({
    args: ['--data', join(folder, 'data')],
    env: { XDG_CONFIG_HOME: folder, SAMPAN_SUBSTITUTE_BACKEND: backend },
  })
  runs.push(run)
  const page = await run.firstPage()
  await page.getByTestId('open-settings').waitFor()
  return page
}
async function takeOver(page: Page) {
  const sites = driveSites(page)
  await sites.open()
  await page.getByTestId('open-import').click()
  await page
    .getByTestId('import-file')
    .setInputFiles({ name: 'bookmarks', mimeType: 'text/plain', buffer: Buffer.from(bookmarks) })
  await page.getByTestId('import-row').first().waitFor()
  await page.getByTestId('import-apply').click()
  return sites
}
const stored = (name: string) => readFileSync(join(folder, 'data', name), 'utf8')

it(
  'a keychain takes the passwords of an import in one go, over restarts',
  { timeout: 120_000 },
  async () => {
    const first = await launch('gnome_libsecret')
    await takeOver(first)
    await first.getByTestId('import-report').waitFor()
    await first.getByTestId('import-done').click()
    for (const secret of canaries)
      for (const name of ['secrets.json', 'sites.json'])
        for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, -2)])
          expect(stored(name)).not.toContain(form)
    expect(
      Object.keys((JSON.parse(stored('secrets.json')) as { secrets: object }).secrets),
    ).toHaveLength(3)
    expect(existsSync(join(folder, 'data', 'vault.json'))).toBe(false)
    await Promise.all(runs.splice(0).map((run) => run.close()))

    const second = await launch('gnome_libsecret')
    const sites = driveSites(second)
    await sites.open()
    await second.getByTestId('open-protection').click()
    await second.locator('[data-testid=vault-status][data-state=keychain]').waitFor()
    await second.getByTestId('site-search').fill('site1')
    await sites.row('site1').click()
    await second.getByTestId('secret-password-show').click()
    await expect
      .poll(() => second.getByTestId('secret-password').inputValue(), { timeout: 10_000 })
      .toBe('c4nary-two')
  },
)

it.each(['basic_text', 'unknown'])(
  '%s is no protection: a master password is asked for instead',
  { timeout: 120_000 },
  async (backend) => {
    const page = await launch(backend)
    const sites = await takeOver(page)
    await sites.chooseMaster('open sesame 1')
    await page.getByTestId('import-report').waitFor()
    expect(existsSync(join(folder, 'data', 'secrets.json'))).toBe(false)
    for (const secret of canaries) expect(stored('vault.json')).not.toContain(secret)
  },
)
