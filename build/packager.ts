import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { isStale, root } from './freshness.ts'
import { runProgram, say } from './run.ts'

/** electron-builder and its 270 packages live apart: who only runs Sampan never installs them. */
const folder = join(root, 'build', 'packager')
const installed = 'build/packager/node_modules/.package-lock.json'

export async function ensurePackager(): Promise<void> {
  if (!isStale(installed, ['build/packager/package-lock.json'])) return
  say('Installing the packager …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const code = await runProgram(npm, ['ci', '--prefix', folder, '--no-audit', '--no-fund'], {
    shell: process.platform === 'win32',
  })
  if (code !== 0 || !existsSync(join(root, installed)))
    throw new Error('The packager could not be installed.')
}

/** A package of the packager's own. */
export const requireFromPackager = createRequire(join(folder, 'package.json'))

/** Runs electron-builder on dist/app. */
export async function runBuilder(args: string[]): Promise<void> {
  const builder = requireFromPackager.resolve('electron-builder/cli.js')
  const config = join(root, 'electron-builder.yml')
  const code = await runProgram(process.execPath, [
    builder,
    ...['--projectDir', root, '--config', config, '--publish', 'never'],
    ...args,
  ])
  if (code !== 0) throw new Error('electron-builder failed.')
}
