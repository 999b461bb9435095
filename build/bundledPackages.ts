import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { root } from './freshness.ts'

const folder = join(root, '.cache', 'bundled')

/** Notes which packages went into a bundle: their licences go into the product with them. */
export function noteBundledPackages(name: string): Plugin {
  const found = new Set<string>()
  return {
    name: 'note-bundled-packages',
    generateBundle(_options, output) {
      for (const file of Object.values(output)) {
        const modules = file.type === 'chunk' ? file.moduleIds : []
        for (const id of modules) {
          const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/@]+)\//.exec(id.replace(/^\0/, ''))
          if (match) found.add(match[1]!)
        }
      }
    },
    closeBundle() {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${name}.json`), JSON.stringify([...found].sort()))
    },
  }
}

/** Folders of the packages in those bundles of these names that were built. */
export function bundledPackages(names: string[]): string[] {
  const built = names.filter((name) => existsSync(join(folder, `${name}.json`)))
  const folders = built.flatMap(
    (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as string[],
  )
  return [...new Set(folders)].sort()
}
