import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sleepMachine } from '../../electron/desktop/sleep.ts'

/**
 * The one thing that a test must not really do: programs of these names, found first, stand where
 * the system's own are. Windows finds its own in any case.
 */
describe.runIf(process.platform === 'linux' || process.platform === 'darwin')('sleep', () => {
  const [program, argument] =
    process.platform === 'darwin' ? ['pmset', 'sleepnow'] : ['systemctl', 'suspend']
  let folder: string
  const path = process.env['PATH']
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sampan-sleep-'))
    process.env['PATH'] = folder
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  })
  const install = (script: string) => {
    writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, program), 0o755)
  }

  it('is asked of the system, once', async () => {
    install(`echo "$@" >> '${join(folder, 'asked')}'`)
    await sleepMachine()
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(`${argument}\n`)
  })

  it('that the system refuses, or knows nothing of, is told', async () => {
    install('echo "Access denied" >&2; exit 1')
    await expect(sleepMachine()).rejects.toThrow('Access denied')
    rmSync(join(folder, program))
    await expect(sleepMachine()).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
