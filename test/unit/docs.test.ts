import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const files = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...globSync('docs/*.md', { cwd: root }),
]
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8')

  it('links to files and shows pictures that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)/g)].map((match) => match[1]!)
    const own = targets.filter((target) => !/^[a-z]+:/.test(target))
    const missing = own.filter((target) => !existsSync(join(root, dirname(file), target)))
    expect(missing).toEqual([])
  })

  it('names scripts and tests that exist', () => {
    const named = [...text.matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1]!)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    const tests = [...text.matchAll(/`(test\/[\w/.-]+)`/g)].map((match) => match[1]!)
    expect(tests.filter((test) => !existsSync(join(root, test)))).toEqual([])
  })
})
