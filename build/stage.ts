import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './freshness.ts'
import { thirdPartyNotices } from './notices.ts'
import { runProgram } from './run.ts'

/** The application as it is packed: what is here goes into the archive, and nothing else. */
export const appFolder = join(root, 'dist', 'app')

/** Builds everything anew and lays out `dist/app`. */
export async function stageApp(): Promise<void> {
  for (const script of ['build/buildPage.ts', 'build/buildDesktop.ts'])
    if ((await runProgram(process.execPath, [join(root, script)])) !== 0)
      throw new Error(`The build failed (${script}).`)
  rmSync(appFolder, { recursive: true, force: true })
  mkdirSync(appFolder, { recursive: true })
  // The same places as in the repository, so that the code finds its files in both.
  cpSync(join(root, 'dist/renderer'), join(appFolder, 'dist/renderer'), { recursive: true })
  for (const file of ['main.cjs', 'preload.cjs'])
    cpSync(join(root, 'dist/desktop', file), join(appFolder, 'dist/desktop', file))
  cpSync(join(root, 'LICENSE'), join(appFolder, 'LICENSE'))
  writeFileSync(join(appFolder, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices())
  writeFileSync(join(appFolder, 'package.json'), productFile())
}

/** package.json without scripts and dependencies: all packages are in the bundles. */
function productFile(): string {
  const { name, version, description, license, main } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, string>
  const product = { name, productName: 'Sampan', version, description, license, main }
  const author = { name: 'The Sampan authors' }
  return `${JSON.stringify({ ...product, author }, null, 2)}\n`
}
