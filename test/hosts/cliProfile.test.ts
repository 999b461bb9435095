import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteDraft } from '../../electron/contract/sites.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { startPracticeServer } from '../../electron/engine/practice/index.ts'
import type { PracticeServer } from '../../electron/engine/practice/index.ts'
import { openVault } from '../../electron/engine/secrets/vault.ts'
import { program, runCli } from '../support/cli.ts'
import { until } from '../support/systemUntil.ts'

let home: string
let server: PracticeServer
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'sampan-cli-profile-'))
  mkdirSync(join(home, 'files'))
  server = await startPracticeServer({ folder: join(home, 'files') })
})
afterEach(async () => {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
})

const never = new AbortController().signal

/** A profile as the application leaves it, and as long as it runs: with its lock. */
async function openProfile() {
  const dataFolder = join(home, 'profile')
  const { vault } = await openVault({ file: join(dataFolder, 'vault.json') })
  const engine = await createEngine({ dataFolder, secrets: vault, host: 'web', version: '0' })
  await engine.server.createVault(never, 'open sesame')
  const site = await engine.server.saveSite(
    never,
    SiteDraft.parse({
      name: 'My site',
      host: '127.0.0.1',
      port: server.port,
      user: 'practice',
      remoteFolder: '/start',
    }),
  )
  await engine.server.changeSecrets(never, site.id, { password: 'practice' })
  return { dataFolder, engine }
}

/** Runs the program on a terminal of its own and types what is asked for. */
function onTerminal(args: string[], env: Record<string, string | undefined> = {}) {
  const command = [process.execPath, program, ...args].map((arg) => `'${arg}'`).join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: home,
    env: { ...process.env, XDG_CONFIG_HOME: home, TMPDIR: home, TERM: 'xterm', ...env },
  })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (shown += chunk))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    ended,
    screen: () => shown,
    async answer(question: string, typed: string) {
      await until(() => shown.includes(question), { what: question, timeout: 30_000 })
      child.stdin.write(typed)
    },
  }
}

describe('sampan with a profile and a terminal', { timeout: 120_000 }, () => {
  it('uses a saved site and its sealed password while the application runs', async () => {
    mkdirSync(join(server.folder, 'start'))
    writeFileSync(join(server.folder, 'start/100% sure.txt'), 'yes')
    const { dataFolder, engine } = await openProfile()
    const files = ['sites.json', 'vault.json'].map((name) => join(dataFolder, name))
    const before = files.map((file) => readFileSync(file, 'utf8'))
    try {
      const args = ['--site', 'My site', '--data', dataFolder]
      const trust = ['--trust', server.certificateFingerprint!]
      const env = { SAMPAN_MASTER_PASSWORD: 'open sesame' }
      expect(
        await runCli(['get', '100% sure.txt', ...args, ...trust], home, { env }),
      ).toMatchObject({ code: 0 })
      expect(readFileSync(join(home, '100% sure.txt'), 'utf8')).toBe('yes')

      const wrong = { SAMPAN_MASTER_PASSWORD: 'sesame' }
      const locked = await runCli(['ls', ...args, ...trust], home, { env: wrong })
      expect(locked.code).toBe(4)
      expect(locked.errors).toContain('master password is wrong')
      const unknown = await runCli(['ls', '--site', 'Other', '--data', dataFolder], home)
      expect(unknown).toMatchObject({ code: 2 })
      expect(unknown.errors).toContain('Other')
    } finally {
      await engine.close()
    }
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before)
    expect(readdirSync(home).filter((name) => name.startsWith('sampan-'))).toEqual([])
  })

  it('asks for trust and password, and shows nothing of what is typed', async () => {
    writeFileSync(join(server.folder, 'evil\x1b[31m.txt'), '')
    const run = onTerminal(['ls', `ftp://practice@127.0.0.1:${server.port}/`])
    await run.answer('(y/N)', 'y\r')
    await run.answer('Password for practice', 'pracx\x7ftice\r')
    expect(await run.ended).toBe(0)
    expect(run.screen()).toContain(server.certificateFingerprint)
    expect(run.screen()).not.toMatch(/prac(?!tice at)/)
    expect(run.screen()).toContain('evil\ufffd[31m.txt')
  })

  it('ends at Ctrl-C in a question, and sends nothing', async () => {
    const run = onTerminal(['ls', `ftp://practice@127.0.0.1:${server.port}/`])
    await run.answer('(y/N)', 'y\r')
    await run.answer('Password for practice', '\x03')
    expect(await run.ended).toBe(130)
    expect(server.commands().join('\n')).not.toContain('PASS')
  })

  it('asks what to do with a target that exists, and draws progress', async () => {
    writeFileSync(join(server.folder, 'a.bin'), Buffer.alloc(200_000, 'n'))
    writeFileSync(join(home, 'a.bin'), 'old')
    const run = onTerminal(
      [
        ...['get', `ftp://practice@127.0.0.1:${server.port}/a.bin`, '--limit-rate', '150K'],
        ...['--trust', server.certificateFingerprint!],
      ],
      { SAMPAN_PASSWORD: 'practice' },
    )
    await run.answer('(s)kip', 'o\r')
    expect(await run.ended).toBe(0)
    expect(readFileSync(join(home, 'a.bin'))).toHaveLength(200_000)
    expect(run.screen()).toMatch(/a\.bin {2}\[#* *\] +\d+%/)
    expect(run.screen()).toContain('1 file, 195 KiB')
  })
})
