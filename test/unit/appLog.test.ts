import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAppLog, redact } from '../../electron/engine/appLog.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("the program's own log", () => {
  it.each([
    'ftp://ann:canary@example.org/pub',
    'PASS canary and more',
    'ACCT canary',
    'SITE PSWD canary',
    'site pswd canary',
    '{"password":"canary x","port":21}',
    "password = 'canary'",
    'passphrase: canary',
    'token=canary',
  ])('takes the secret out of %s', (text) => {
    expect(redact(text)).not.toContain('canary')
    expect(redact(text)).toContain('***')
  })

  it('leaves the rest, but for the name of the home folder', () => {
    expect(redact('ECONNREFUSED 127.0.0.1:21')).toBe('ECONNREFUSED 127.0.0.1:21')
    expect(redact(join(homedir(), 'x'))).toBe(join('~', 'x'))
  })

  it('keeps lines in a file for its owner alone and in a report', () => {
    const log = openAppLog(folder, 'Sampan 1.0.0, test')
    log.note('page: crashed with PASS canary')
    const report = log.report()
    log.close()
    expect(report).toMatch(/^Sampan 1\.0\.0, test\n\n\S+ start: Sampan 1\.0\.0, test\n/)
    expect(report).toContain('page: crashed with PASS ***')
    const text = readFileSync(join(folder, 'sampan.log'), 'utf8')
    expect(text).not.toContain('canary')
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/ end$/)
    if (process.platform !== 'win32')
      expect(statSync(join(folder, 'sampan.log')).mode & 0o777).toBe(0o600)
  })

  it('moves a full file aside', () => {
    writeFileSync(join(folder, 'sampan.log'), 'x'.repeat(600 * 1024))
    openAppLog(folder, 'test').close()
    expect(readdirSync(folder).sort()).toEqual(['sampan.log', 'sampan.log.1'])
    expect(statSync(join(folder, 'sampan.log')).size).toBeLessThan(1_000)
  })
})
