import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startPracticeServer,
  type PracticeServer,
} from '../../../electron/engine/practice/index.ts'
import { hashOfFile, run } from './programs.ts'

let server: PracticeServer
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-lftp-'))
  server = await startPracticeServer({ tls: 'both' })
  await writeFile(path.join(folder, 'server.pem'), server.certificate!)
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const lftp = (settings: string[], url: string, ...commands: string[]) => {
  const common = [
    'set net:max-retries 1',
    'set xfer:log no',
    'set net:timeout 5',
    'set ftp:use-site-utime2 no',
    `set ssl:ca-file ${path.join(folder, 'server.pem')}`,
    'set ssl:check-hostname no',
  ]
  const script = [...common, ...settings, `open -u practice,practice ${url}`, ...commands, 'exit']
  return run('lftp', '--norc', '-c', script.join('; '))
}

const channels = {
  plain: { settings: ['set ftp:ssl-allow no'], url: () => `ftp://127.0.0.1:${server.port}` },
  explicit: {
    settings: [
      'set ftp:ssl-force yes',
      'set ftp:ssl-protect-data yes',
      'set ftp:ssl-protect-list yes',
    ],
    url: () => `ftp://127.0.0.1:${server.port}`,
  },
  implicit: {
    settings: ['set ftp:ssl-protect-data yes'],
    url: () => `ftps://127.0.0.1:${server.implicitPort}`,
  },
}
const modes = {
  passive: ['set ftp:passive-mode on'],
  active: ['set ftp:passive-mode off'],
  'extended active': ['set ftp:passive-mode off', 'set ftp:prefer-epsv on'],
  pipelined: ['set ftp:sync-mode off'],
}

describe.each(Object.entries(channels))('lftp, %s', (channelName, channel) => {
  const isPlain = channelName === 'plain'

  it.each(Object.entries(modes))('mirrors a tree down and up, %s', async (modeName, mode) => {
    const settings = [...channel.settings, ...mode]
    const down = path.join(folder, `down ${modeName}`)
    const up = `incoming/up ${modeName}`
    const before = server.transcript.length
    const outcome = await lftp(
      settings,
      channel.url(),
      // lftp takes 50 ms for each file over TLS.
      `mirror --exclude incoming/ ${isPlain ? '' : '--exclude "many small files/"'} / "${down}"`,
      `mirror -R "${down}" "/${up}"`,
    )
    expect(outcome).toMatchObject({ code: 0, errors: '' })
    await expectSameTree(down, path.join(server.folder, up))
    await expectSameTree(path.join(down, '报告'), path.join(server.folder, '报告'))
    const opened = server.transcript.slice(before).filter((event) => event.kind === 'data-open')
    const wanted = modeName.includes('active') ? 'active' : 'passive'
    expect(opened.length).toBeGreaterThan(isPlain ? 400 : 30)
    expect(opened.every((event) => event.mode === wanted)).toBe(true)
    await rm(down, { recursive: true })
    await rm(path.join(server.folder, up), { recursive: true })
  })

  it('resumes, renames, sets times and removes', async () => {
    const whole = await readFile(path.join(server.folder, '5 MiB.bin'))
    const local = path.join(folder, 'resumed')
    await writeFile(local, whole.subarray(0, 3_000_000))
    await cp(local, path.join(server.folder, 'incoming/part'))
    const outcome = await lftp(
      channel.settings,
      channel.url(),
      `get -c "5 MiB.bin" -o "${local}"`,
      `put -c "${local}" -o incoming/part`,
      'mv incoming/part "incoming/改 名"',
      'mkdir "incoming/空 目录"',
      'rmdir "incoming/空 目录"',
      'cls -1 incoming/',
      'rm "incoming/改 名"',
    )
    expect(outcome).toMatchObject({ code: 0, errors: '', out: 'incoming/改 名\n' })
    expect(await hashOfFile(local)).toBe(await hashOfFile(path.join(server.folder, '5 MiB.bin')))
    expect(await readdir(path.join(server.folder, 'incoming'))).toEqual([])
  })
})

async function expectSameTree(one: string, two: string) {
  const files = async (root: string) =>
    (await readdir(root, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
      .sort()
  const names = await files(one)
  expect(await files(two)).toEqual(names)
  for (const name of names)
    expect(await hashOfFile(path.join(two, name)), name).toBe(
      await hashOfFile(path.join(one, name)),
    )
}
