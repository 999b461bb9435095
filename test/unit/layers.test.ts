import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const module = 'export const room = 1\n'
const importing = (target: string) => `import * as other from '${target}'\nexport const o = other\n`

/** Imports that the table must allow: the arrows that ARCHITECTURE.md draws. */
const allowed = Object.fromEntries<string>([
  ['electron/engine/uses.ts', importing('../contract/room.ts')],
  ['electron/engine/ftp/uses.ts', importing('basic-ftp')],
  ['electron/desktop/shell.ts', importing('electron')],
  ['renderer/uses.ts', importing('../electron/contract/room.ts')],
  ...['desktop', 'web', 'cli'].flatMap((host): [string, string][] => [
    [`electron/${host}/uses.ts`, importing('../engine/room.ts')],
    [`electron/${host}/shapes.ts`, importing('../contract/room.ts')],
  ]),
])

/** Forbidden imports: file, its text, and the rule that must refuse it. */
const forbidden: [path: string, text: string, rule: string][] = [
  ['electron/contract/up.ts', importing('../engine/room.ts'), 'layer-contract'],
  ['electron/contract/node.ts', importing('node:fs'), 'packages-contract'],
  ['electron/engine/host.ts', importing('../web/room.ts'), 'layer-engine'],
  ['electron/engine/window.ts', importing('../../renderer/room.ts'), 'layer-engine'],
  ['electron/engine/shell.ts', importing('electron'), 'electron-only-in-desktop'],
  ['electron/engine/ftp2.ts', importing('basic-ftp'), 'basic-ftp-only-in-ftp'],
  ['electron/engine/lost.ts', importing('./missing.ts'), 'not-to-unresolvable'],
  ['electron/engine/circle.ts', "export * from './circle2.ts'\n", 'no-cycles'],
  ['electron/web/neighbour.ts', importing('../desktop/room.ts'), 'layer-web'],
  ['electron/desktop/neighbour.ts', importing('../cli/room.ts'), 'layer-desktop'],
  ['electron/cli/neighbour.ts', importing('../web/room.ts'), 'layer-cli'],
  ['renderer/engine.ts', importing('../electron/engine/room.ts'), 'layer-renderer'],
  ['renderer/node.ts', importing('node:fs'), 'no-node-in-renderer'],
  [
    'renderer/Bad.vue',
    `<script setup lang="ts">\nimport { room } from '../electron/engine/room.ts'\n</script>\n<template>{{ room }}</template>\n`,
    'layer-renderer',
  ],
]

/** Builds a small house with the project's rooms and rules and returns `file: rule` for each breach. */
async function breachesOf(files: Record<string, string>): Promise<string[]> {
  const house = await mkdtemp(join(tmpdir(), 'sampan-layers-'))
  try {
    await cp(join(root, '.dependency-cruiser.cjs'), join(house, '.dependency-cruiser.cjs'))
    await symlink(join(root, 'node_modules'), join(house, 'node_modules'))
    const rooms = ['contract', 'engine', 'engine/ftp', 'desktop', 'web', 'cli']
    const all: Record<string, string> = {
      'package.json': '{ "type": "module" }',
      ...Object.fromEntries(rooms.map((room) => [`electron/${room}/room.ts`, module])),
      'renderer/room.ts': module,
      ...files,
    }
    for (const [path, text] of Object.entries(all)) {
      await mkdir(dirname(join(house, path)), { recursive: true })
      await writeFile(join(house, path), text)
    }
    return await cruise(house)
  } finally {
    await rm(house, { recursive: true, force: true })
  }
}

async function cruise(house: string): Promise<string[]> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [cruiser, ...args, 'electron', 'renderer'],
      { cwd: house, maxBuffer: 1e8 },
      (_error, stdout) => resolve(stdout),
    )
  })
  const { summary } = JSON.parse(output) as {
    summary: { violations: { from: string; rule: { name: string } }[] }
  }
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`)
}

describe('the layer table', () => {
  it('accepts what ARCHITECTURE.md allows', async () => {
    expect(await breachesOf(allowed)).toEqual([])
  }, 60_000)

  describe('refuses', () => {
    let breaches: string[] = []
    beforeAll(async () => {
      breaches = await breachesOf({
        ...Object.fromEntries(forbidden.map(([path, text]) => [path, text])),
        // The other half of the circle, which is reported once.
        'electron/engine/circle2.ts': "import './circle.ts'\nexport const room = 2\n",
      })
    })
    it.each(forbidden.map(([path, , rule]) => ({ path, rule })))('$path by $rule', (breach) => {
      // A circle is reported once, at either of its files.
      const name = breach.path.replace(/\.ts$/, '')
      expect(
        breaches.filter((one) => one.startsWith(name) && one.endsWith(`: ${breach.rule}`)),
      ).not.toEqual([])
    })
  })
})
