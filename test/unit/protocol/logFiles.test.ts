import { mkdir, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { openLogFiles } from '../../../electron/engine/protocol/logFiles.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

type Options = {
  isOn?: () => boolean
  maximumSize?: number
  siteTitleOf?: (sessionId: string) => string | undefined
}

async function begin(options: Options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-logs-'))
  folders.push(folder)
  const transcript = createTranscript()
  const failures: Error[] = []
  const files = openLogFiles({
    transcript,
    folder,
    isOn: options.isOn ?? (() => true),
    kept: 2,
    interval: 1,
    onFailure: (error) => failures.push(error),
    ...(options.maximumSize ? { maximumSize: options.maximumSize } : {}),
    ...(options.siteTitleOf ? { siteTitleOf: options.siteTitleOf } : {}),
  })
  const dial = (connection: number, host: string, sessionId = 's') =>
    transcript.record({
      sessionId,
      connection,
      kind: 'tcp',
      step: 'dialling',
      remote: { host, port: 21 },
    })
  const say = (connection: number, text: string) =>
    transcript.record({ sessionId: 's', connection, kind: 'command', verb: 'X', text })
  return { folder, files, dial, say, failures }
}

describe('log files', () => {
  it('are one a server, private, with one line an event', async () => {
    const { folder, files, dial, say, failures } = await begin()
    dial(1, 'ftp.example.com')
    dial(2, '../../etc/passwd')
    say(1, 'RETR a\u202eb\r\n230 fake')
    say(2, 'NOOP')
    await files.close()
    expect(failures).toEqual([])
    expect((await readdir(folder)).sort()).toEqual([
      '.._.._etc_passwd_21.log',
      'ftp.example.com_21.log',
    ])
    const text = await readFile(join(folder, 'ftp.example.com_21.log'), 'utf8')
    expect(text.trimEnd().split('\n')).toHaveLength(2)
    expect(text).toContain('-> RETR a\\u202Eb\\u000D\\u000A230 fake')
    const { mode } = await stat(join(folder, 'ftp.example.com_21.log'))
    expect(mode & 0o077).toBe(0)
  })

  it('are one a saved site, whatever its name', async () => {
    const titles = new Map([
      ['one', '客户/..\\ a'],
      ['two', 'b'],
    ])
    const { folder, files, dial, say } = await begin({ siteTitleOf: (id) => titles.get(id) })
    dial(1, 'h', 'one')
    dial(2, 'h', 'two')
    dial(3, 'h')
    for (const connection of [1, 2, 3]) say(connection, 'NOOP')
    await files.close()
    expect((await readdir(folder)).sort()).toEqual(['b_h_21.log', 'h_21.log', '客户_.._a_h_21.log'])
  })

  it('rotate, and keep so many', async () => {
    const { folder, files, dial, say } = await begin({ maximumSize: 200 })
    dial(1, 'h')
    for (let round = 0; round < 6; round++) {
      say(1, `ROUND ${round} ${'x'.repeat(200)}`)
      await expect
        .poll(() => readFile(join(folder, 'h_21.log'), 'utf8').catch(() => ''))
        .toContain(`ROUND ${round}`)
    }
    await files.close()
    expect((await readdir(folder)).sort()).toEqual(['h_21.log', 'h_21.log.1', 'h_21.log.2'])
    expect(await readFile(join(folder, 'h_21.log.1'), 'utf8')).toContain('ROUND 4')
  })

  it('are not written unless the user wants them', async () => {
    const { folder, files, dial, say } = await begin({ isOn: () => false })
    dial(1, 'h')
    say(1, 'NOOP')
    await files.close()
    expect(await readdir(folder)).toEqual([])
  })
})

describe('log files that cannot be written', () => {
  it('say so once, rest while they are wanted, and begin anew when switched on again', async () => {
    let isOn = true
    const { folder, files, dial, say, failures } = await begin({ isOn: () => isOn })
    const log = join(folder, 'ftp.example.com_21.log')
    // A folder in the place of the file.
    await mkdir(log)
    dial(1, 'ftp.example.com')
    await expect.poll(() => failures.length).toBe(1)
    say(1, 'NOOP')
    isOn = false
    files.switchedOff()
    await rm(log, { recursive: true })
    isOn = true
    say(1, 'PWD')
    await files.close()
    expect(failures).toHaveLength(1)
    expect((await readFile(log, 'utf8')).trimEnd().split('\n')).toHaveLength(1)
  })
})
