import { strict as assert } from 'node:assert'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { root } from './freshness.ts'
import { ensurePackager, requireFromPackager, runBuilder } from './packager.ts'
import { runProgram, say } from './run.ts'
import { makeStandInDistribution } from './standIn.ts'
import { appFolder, stageApp } from './stage.ts'

/**
 * npm run pack:check: packs an application folder with the real configuration and looks at what
 * came out: the archive's content, the fuses, the desktop entry; then it runs what was packed.
 */
const output = join(root, 'dist', 'pack-check')
const work = mkdtempSync(join(tmpdir(), 'sampan-pack-'))

type Asar = {
  listPackage(archive: string, options: { isPack: boolean }): string[]
  extractAll(archive: string, folder: string): void
}
type Fuses = { getCurrentFuseWire(binary: string): Promise<Record<string, number>> }

/** Fuse numbers of @electron/fuses with the state that each must have; 48 is off, 49 on. */
const expectedFuses: [string, number, number][] = [
  ['runAsNode', 0, 48],
  ['cookie encryption', 1, 49],
  ['NODE_OPTIONS', 2, 48],
  ['--inspect', 3, 48],
  ['archive integrity', 4, 49],
  ['only load from the archive', 5, 49],
  ['extra rights of file://', 7, 48],
]

const allowedPath =
  /^(?:package\.json|LICENSE|THIRD-PARTY-NOTICES\.txt|dist(?:\/desktop(?:\/(?:main|preload)\.cjs)?|\/renderer(?:\/[\w.@-]+)*)?)$/

try {
  assert.equal(process.platform, 'linux', 'This check knows the layout of Linux only')
  await ensurePackager()
  await stageApp()
  await checkPackage()
  say('The package is as it should be.')
} catch (error) {
  say((error as Error).message)
  process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}

async function checkPackage() {
  rmSync(output, { recursive: true, force: true })
  const { distribution, isReal } = findDistribution()
  const overrides = [`-c.electronDist=${distribution}`, `-c.directories.output=${output}`]
  await runBuilder(['--linux', 'dir', '--x64', ...overrides])
  const unpacked = join(output, 'linux-unpacked')
  const archive = join(unpacked, 'resources', 'app.asar')

  const asar = requireFromPackager('@electron/asar') as Asar
  const packed = asar.listPackage(archive, { isPack: false }).map((path) => path.slice(1))
  const staged = listFiles(appFolder)
  assert.deepEqual(packed.filter((path) => staged.includes(path)).sort(), staged)
  for (const path of packed)
    assert.match(path, allowedPath, `${path} does not belong into the product`)
  say(`The archive holds ${staged.length} files, all of which belong there.`)

  const { getCurrentFuseWire } = requireFromPackager('@electron/fuses') as Fuses
  const wire = await getCurrentFuseWire(join(unpacked, 'sampan'))
  for (const [name, fuse, state] of expectedFuses)
    assert.equal(wire[fuse], state, `The fuse for ${name} is in the wrong state`)
  say(`${expectedFuses.length} fuses are set${isReal ? '' : ' (in a stand-in for Electron)'}.`)

  for (const name of ['LICENSE-Sampan.txt', 'THIRD-PARTY-NOTICES.txt'])
    assert.ok(readFileSync(join(unpacked, name), 'utf8').length > 500, `${name} is missing`)

  const locales = readdirSync(join(unpacked, 'locales')).sort()
  assert.deepEqual(locales, ['en-US.pak', 'zh-CN.pak'])
  asar.extractAll(archive, join(work, 'app'))
  await checkRun(join(work, 'app'))
}

function findDistribution(): { distribution: string; isReal: boolean } {
  const real =
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist')
  if (existsSync(join(real, 'electron'))) return { distribution: real, isReal: true }
  const distribution = join(work, 'electron')
  const text = readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')
  makeStandInDistribution(distribution, (JSON.parse(text) as { version: string }).version)
  return { distribution, isReal: false }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort()
}

/** The packed JavaScript shows its window: nothing it needs was left out. */
async function checkRun(folder: string) {
  const script = join(root, 'test/support/electron/runPacked.ts')
  const code = await runProgram(process.execPath, [script, folder, join(work, 'config')])
  assert.equal(code, 0, 'What was packed does not run')
  say('What was packed runs and shows its window.')
}
