import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { repository } from '../../run/command.ts'
import { tallyOf } from '../../run/tally.ts'
import type { UnhandledError, VitestReport } from '../../run/tally.ts'
import { unhandledFileOf } from '../../run/unhandledErrors.ts'

const leaking = `
it('passes', async () => {
  void Promise.reject(new Error('nobody waits for this'))
  await new Promise((resolve) => setTimeout(resolve, 50))
})
`

it('an error that no test caught is named with its place in the last lines', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-unhandled-'))
  try {
    writeFileSync(join(folder, 'leaking.test.js'), leaking)
    const report = join(folder, 'report.json')
    const exitCode = await runVitest(folder, report)
    const errors = JSON.parse(readFileSync(unhandledFileOf(report), 'utf8')) as UnhandledError[]
    const results = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
    const { passed, failed, problems } = tallyOf('leaks', results, exitCode, errors)
    expect({ passed, failed, exitCode }).toEqual({ passed: 1, failed: 1, exitCode: 1 })
    expect(problems).toEqual([
      expect.stringMatching(
        /^leaks: not caught by any test, in .*leaking\.test\.js.*: Error: nobody/,
      ),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 60_000)

function runVitest(root: string, report: string): Promise<number | null> {
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const reporter = join(repository, 'test/run/unhandledErrors.ts')
  const told = ['--reporter=json', `--reporter=${reporter}`, `--outputFile.json=${report}`]
  const { VITEST: _inside, ...env } = process.env
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [vitest, 'run', '--root', root, '--globals', ...told],
      { cwd: root, env },
      (error) => resolve(typeof error?.code === 'number' ? error.code : 0),
    ),
  )
}
