import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Picture } from './iconFiles.ts'
import { toIcns, toIco } from './iconFiles.ts'

/**
 * node build/icons.ts: draws all icon files from icon.svg with the system's Chromium. Run it after
 * a change of the picture; the files it makes are kept in the repository.
 */
const folder = import.meta.dirname
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')

const pictures = await draw()
const some = (wanted: number[]) => pictures.filter(({ size }) => wanted.includes(size))

mkdirSync(join(folder, 'icons'), { recursive: true })
for (const { size, png } of some([16, 24, 32, 48, 64, 128, 256, 512]))
  writeFileSync(join(folder, 'icons', `${size}x${size}.png`), png)
// Read at run time, with the second for screens of twice the density.
for (const [size, name] of [
  [16, 'tray.png'],
  [32, 'tray@2x.png'],
] as const)
  writeFileSync(join(folder, '../renderer/public', name), some([size])[0]!.png)
writeFileSync(join(folder, 'icon.ico'), toIco(some([16, 24, 32, 48, 64, 128, 256])))
writeFileSync(join(folder, 'icon.icns'), toIcns(some([16, 32, 64, 128, 256, 512, 1024])))

async function draw(): Promise<Picture[]> {
  const browser = await chromium.launch({
    executablePath: process.env['SAMPAN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const page = await browser.newPage()
  const drawn: Picture[] = []
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size })
    const style =
      '<style>* { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>'
    await page.setContent(style + svg)
    drawn.push({ size, png: await page.screenshot({ omitBackground: true }) })
  }
  await browser.close()
  return drawn
}
