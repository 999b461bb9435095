import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openBrowser } from '../../electron/web/openBrowser.ts'
import { until } from '../support/systemUntil.ts'

const link = 'http://127.0.0.1:8021/#a-secret-of-one-use'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-browser-'))
  vi.stubEnv('CI', '')
  vi.stubEnv('DISPLAY', ':7')
  vi.stubEnv('HOME', folder)
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** A program of the desktop, as a script that is found first. */
function install(name: string, script: string) {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
}

const installOpener = () =>
  install(
    'xdg-open',
    `echo "$@" >'${folder}/asked.new'; mv '${folder}/asked.new' '${folder}/asked'`,
  )
/** Everything that the desktop was asked to open, as others could read it. */
async function asked(): Promise<string> {
  await until(() => existsSync(join(folder, 'asked')))
  return readFileSync(join(folder, 'asked'), 'utf8').trim()
}

describe.runIf(process.platform === 'linux')('the browser of the desktop', () => {
  it('gets the link in a private file, never as an argument that others can read', async () => {
    install('xdg-settings', 'echo firefox.desktop')
    installOpener()
    const forget = openBrowser(link)
    const file = await asked()
    expect(file).toMatch(/open-sampan\.html$/)
    expect(file).not.toContain('secret')
    expect(readFileSync(file, 'utf8')).toContain(`url=${link}"`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    forget!()
    expect(existsSync(file)).toBe(false)
  })

  it('finds the file also where it sees no temporary folder: packed as a snap', async () => {
    const own = join(folder, 'snap', 'firefox', 'common')
    mkdirSync(own, { recursive: true })
    install('xdg-settings', 'echo firefox_firefox.desktop')
    installOpener()
    const forget = openBrowser(link)
    expect((await asked()).startsWith(`${own}/`)).toBe(true)
    forget!()
  })

  it('is not asked for where there is no display', () => {
    vi.stubEnv('DISPLAY', '')
    vi.stubEnv('WAYLAND_DISPLAY', '')
    expect(openBrowser(link)).toBeUndefined()
  })
})
