import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readProcesses } from '../../run/coverageProcesses.ts'

const source = `type Size = { bytes: number }
export function used(size: Size): string {
  if (size.bytes > 0) return 'some'
  const word: string = String(size.bytes)
  return word
}
export function unused(): string {
  return 'never'
}
console.log(used({ bytes: Number(process.argv[2]) }), typeof unused)
`
/** Of the function that is called: taken with something, taken with nothing; and never. */
type Start = [line: number, column: number]
const some: Start = [3, 22]
const none: Start = [4, 2]
const never: Start = [8, 2]

let folder: string
let file: string
let written: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sampan-coverage-')))
  file = join(folder, 'electron', 'size.ts')
  written = join(folder, 'written')
  mkdirSync(join(folder, 'electron'))
  mkdirSync(written)
  writeFileSync(file, source)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const run = (program: string, bytes: number) =>
  execFileSync(process.execPath, [program, String(bytes)], {
    env: { ...process.env, NODE_V8_COVERAGE: written },
  })

describe('what other processes ran', () => {
  it('adds up over the processes that ran a source', () => {
    run(file, 0)
    const first = readProcesses(written)
    expect([some, none, never].map((at) => first(file, ...at))).toEqual([false, true, false])
    run(file, 1)
    const both = readProcesses(written)
    expect([some, none, never].map((at) => both(file, ...at))).toEqual([true, true, false])
    expect(both(join(folder, 'electron', 'other.ts'), 1, 0)).toBe(false)
  })

  it('is found through the source map of a bundle', async () => {
    await build({
      configFile: false,
      root: folder,
      logLevel: 'silent',
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: file,
        outDir: join(folder, 'dist'),
        minify: false,
        sourcemap: 'hidden',
        rolldownOptions: { output: { format: 'cjs', entryFileNames: 'size.cjs' } },
      },
    })
    run(join(folder, 'dist', 'size.cjs'), 0)
    const ran = readProcesses(written)
    expect([none, never].map((at) => ran(file, ...at))).toEqual([true, false])
    expect(ran(file, 10, 0)).toBe(true)
  })
})
