import { strict as assert } from 'node:assert'
import { launchDesktop } from './launch.ts'

/** node runPacked.ts APP_FOLDER CONFIG_FOLDER: starts packed JavaScript and waits for its window. */
const [appFolder, config] = process.argv.slice(2)
const run = await launchDesktop({
  appFolder: appFolder!,
  env: { XDG_CONFIG_HOME: config!, SAMPAN_SUBSTITUTE_PACKAGED: '1' },
})
try {
  const page = await run.firstPage()
  await page.locator('#app > *').first().waitFor()
  assert.equal(await page.title(), 'Sampan')
} finally {
  await run.close()
}
process.exit(0)
