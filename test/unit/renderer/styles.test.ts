import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../../renderer')

describe('styles', () => {
  it('say start and end, so that a language from right to left is mirrored by itself', () => {
    const physical =
      /^\s+(?:(?:margin|padding|border)-(?:left|right)[\w-]*|text-align: (?:left|right)|float|(?:left|right): (?!50%)).*;$/gm
    const found = globSync('**/*.{vue,css}', { cwd: root }).flatMap((name) =>
      [...readFileSync(join(root, name), 'utf8').matchAll(physical)].map(
        ([line]) => `${name}: ${line.trim()}`,
      ),
    )
    expect(found).toEqual([])
  })
})
