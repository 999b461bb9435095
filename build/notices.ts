import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundledPackages } from './bundledPackages.ts'
import { root } from './freshness.ts'

type Package = { name: string; version: string; license?: string }

/** The licences of everything that is bundled. Throws when a package states none at all. */
export function thirdPartyNotices(): string {
  const parts = bundledPackages(['page', 'main.cjs', 'preload.cjs']).map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as Package
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file))
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
    if (texts.length === 0 && !license) throw new Error(`${name} states no licence`)
    return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n')
  })
  const rule = `\n\n${'-'.repeat(72)}\n\n`
  return `Sampan contains the following software.${rule}${parts.join(rule)}\n`
}

/** Beside the bundles, where the program looks for them when it runs from the repository. */
export function writeNotices(): void {
  writeFileSync(join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices())
}
