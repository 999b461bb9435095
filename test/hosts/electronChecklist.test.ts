import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopRun } from '../support/electron/launch.ts'
import { isRealElectron, launchDesktop, repository } from '../support/electron/launch.ts'

type Host = {
  sampanHost: {
    post: (message: object) => void
    listen: (receive: (message: unknown) => void) => void
  }
}

/** The twenty rules of Electron's security tutorial, each tried on the built application. */
describe("Electron's security checklist", { timeout: 60_000 }, () => {
  let folder: string
  let run: DesktopRun
  let page: Page
  let address: string

  beforeAll(async () => {
    execFileSync(process.execPath, ['build/ensureBuilt.ts'], { cwd: repository, stdio: 'inherit' })
    folder = mkdtempSync(join(tmpdir(), 'sampan-checklist-'))
    run = await launchDesktop({ args: ['--data', join(folder, 'data')] })
    page = await run.firstPage()
    await page.locator('#app > *').first().waitFor()
    address = page.url()
  }, 180_000)
  afterAll(async () => {
    await run.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const preferences = () =>
    run.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      const contents = window!.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
  const code = (pattern: string) =>
    globSync(pattern, { cwd: repository }).map((file) =>
      readFileSync(join(repository, file), 'utf8'),
    )

  it('1: loads nothing but its own page', async () => {
    const outcomes = await page.evaluate(async () => {
      const picture = new Image()
      const loaded = new Promise((resolve) => {
        picture.onload = () => resolve('loaded')
        picture.onerror = () => resolve('blocked')
      })
      picture.src = 'https://example.com/x.png'
      const fetched = await fetch('https://example.com/').then(
        () => 'loaded',
        () => 'blocked',
      )
      return [fetched, await loaded]
    })
    expect(outcomes).toEqual(['blocked', 'blocked'])
    const cancelled = await run.evaluate(({ session }) => {
      const inner = session.defaultSession as unknown as {
        isCancelled?: (details: object) => Promise<boolean>
      }
      return inner.isCancelled?.({ url: 'https://example.com/', method: 'GET' }) ?? true
    })
    expect(cancelled).toBe(true)
    if (isRealElectron) return
    const requests = await run.evaluate(
      (electron) => (electron as unknown as { networkRequests: string[] }).networkRequests,
    )
    expect(requests).toEqual([])
  })

  it('2, 20: gives the page no Node and nothing of Electron but five functions', async () => {
    const found = await page.evaluate(() => ({
      node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
      host: Object.entries((window as unknown as Host).sampanHost).map(
        ([name, value]) => `${name}: ${typeof value}`,
      ),
    }))
    expect(found.node).toEqual(['undefined', 'undefined'])
    expect(found.host.sort()).toEqual([
      'listen: function',
      'onClose: function',
      'pathOf: function',
      'post: function',
      'startDrag: function',
    ])
  })

  it('20: hands messages over without the event that brought them', async () => {
    const args = await page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const { sampanHost } = window as unknown as Host
          sampanHost.listen((...received: unknown[]) => resolve([received.length]))
          sampanHost.post({ id: 900_000, name: 'appInfo', args: [] })
        }),
    )
    expect(args).toEqual([1])
  })

  it('3, 4, 6, 8-11: isolates, sandboxes, and switches on nothing dangerous', async () => {
    expect(await preferences()).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    const source = code('electron/desktop/*.ts').join('\n')
    for (const danger of [
      /webSecurity/,
      /allowRunningInsecureContent/,
      /experimentalFeatures/,
      /enableBlinkFeatures/,
      /nodeIntegration: true|contextIsolation: false|sandbox: false|webviewTag: true/,
      /nodeIntegrationInWorker|nodeIntegrationInSubFrames/,
      /appendSwitch/,
      /loadFile|file:\/\//,
    ])
      expect(source).not.toMatch(danger)
    expect(source).toMatch(/app\.enableSandbox\(\)/)
  })

  it('5: refuses every permission but writing to the clipboard', async () => {
    const states = await page.evaluate(async () => {
      const names = ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read']
      const state = async (name: string) =>
        (await navigator.permissions.query({ name: name as PermissionName })).state
      const media = navigator.mediaDevices.getUserMedia({ video: true })
      return [
        ...(await Promise.all(names.map(state))),
        await Notification.requestPermission(),
        await media.then(
          () => 'given',
          (error: Error) => error.name,
        ),
      ]
    })
    expect(states.slice(0, 6)).toEqual(Array(6).fill('denied'))
    expect(states[6]).toMatch(/^(NotAllowedError|NotFoundError)$/)
  })

  it('7: runs no inline script, no eval and no markup from text', async () => {
    const outcomes = await page.evaluate(() => {
      const attempt = (act: () => void) => {
        try {
          act()
        } catch {
          return 'blocked'
        }
        return Reflect.get(window, 'ran') === undefined ? 'blocked' : 'ran'
      }
      return [
        attempt(() => {
          const script = document.createElement('script')
          script.textContent = 'window.ran = true'
          document.head.append(script)
        }),
        attempt(() => document.body.setAttribute('onclick', 'window.ran = true')),
        attempt(() => document.body.click()),
      ]
    })
    expect(outcomes).toEqual(['blocked', 'blocked', 'blocked'])
    expect(await page.evaluate(() => Reflect.get(window, 'ran') as unknown)).toBeUndefined()
  })

  it('12: attaches no webview', async () => {
    const prevented = await run.evaluate(({ BrowserWindow }) => {
      let isPrevented = false
      const event = { preventDefault: () => (isPrevented = true) }
      const { webContents } = BrowserWindow.getAllWindows()[0]!
      webContents.emit('will-attach-webview', event, {}, {})
      return isPrevented
    })
    expect(prevented).toBe(true)
  })

  it('13: stays on its page', async () => {
    const targets = [
      'https://example.com/',
      '/boat.svg',
      'data:text/html,x',
      'file:///etc/hostname',
    ]
    for (const target of targets) await page.evaluate((url) => void (location.href = url), target)
    const drop = join(folder, 'evil.html')
    writeFileSync(drop, '<script>alert(1)</script>')
    await run.dropFiles(page, 'header >> nth=0', [drop])
    expect(await page.evaluate(() => document.title)).toBe('Sampan')
    expect(page.url()).toBe(address)
    expect(run.pages()).toHaveLength(1)
  })

  it('14, 15: opens no window, and in the browser only what is on the list', async () => {
    await run.evaluate(({ shell }) => {
      const opened: string[] = []
      Reflect.set(globalThis, 'opened', opened)
      shell.openExternal = async (url) => void opened.push(url)
    })
    for (const url of [
      'https://www.rfc-editor.org/rfc/rfc959',
      'https://example.com/',
      'http://www.rfc-editor.org/rfc/rfc959',
      'https://www.rfc-editor.org.evil.test/rfc/rfc959',
      'https://www.rfc-editor.org/rfc/rfc959?x=<script>',
      'https://user@www.rfc-editor.org/rfc/rfc959',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'ms-settings:x',
      'app://sampan/index.html',
    ])
      await page.evaluate((target) => void window.open(target), url)
    // A link in the page takes another way than a script.
    await page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), {
        href: 'https://example.com/',
        target: '_blank',
      })
      document.body.append(link)
      link.click()
      link.remove()
    })
    // The last one asked for: when it has come, those before have been decided.
    await page.evaluate(() => void window.open('https://www.rfc-editor.org/rfc/rfc4217'))
    const opened = () => run.evaluate(() => Reflect.get(globalThis, 'opened') as string[])
    await expect.poll(async () => (await opened()).at(-1), { timeout: 20_000 }).toMatch(/4217$/)
    expect(await opened()).toEqual([
      'https://www.rfc-editor.org/rfc/rfc959',
      'https://www.rfc-editor.org/rfc/rfc4217',
    ])
    await expect.poll(() => run.pages().length).toBe(1)
  })

  it('16: pins the version of Electron exactly', () => {
    const { devDependencies } = JSON.parse(
      readFileSync(join(repository, 'package.json'), 'utf8'),
    ) as { devDependencies: Record<string, string> }
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('17: hears the main frame of its own page only', async () => {
    const answers = await run.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      const sent: string[] = []
      const send = contents.send.bind(contents)
      contents.send = (channel: string, ...args: unknown[]) => {
        sent.push(JSON.stringify(args))
        send(channel, ...args)
      }
      const forge = (id: number, change: object, envelope: object = {}) => {
        const text = JSON.stringify({ id, name: 'appInfo', args: [] })
        const page = '11111111-1111-4111-8111-111111111111'
        const event = { sender: contents, senderFrame: contents.mainFrame, ...change }
        ipcMain.emit('sampan:up', event, { page, text, ...envelope })
      }
      const frame = { url: 'app://sampan/index.html', origin: 'app://sampan' }
      forge(900_001, { senderFrame: null })
      forge(900_002, { senderFrame: frame })
      forge(900_003, { senderFrame: { ...frame, origin: 'https://evil.test' } })
      forge(900_004, { sender: { ...frame, mainFrame: frame }, senderFrame: frame })
      forge(900_005, {}, { page: 'x' })
      forge(900_006, {}, { text: 5 })
      forge(900_007, {}, { text: 'no json' })
      forge(900_008, {}, { more: true })
      // The right one is last, so that its answer comes after any answer to the others.
      forge(900_009, {})
      while (!sent.some((text) => text.includes('900009')))
        await new Promise((resolve) => setTimeout(resolve, 5))
      contents.send = send
      return sent.flatMap((text) => /90000\d/.exec(text) ?? [])
    })
    expect(answers).toEqual(['900009'])
  })

  it('18: serves no file:// and nothing outside the page', async () => {
    const outcomes = await page.evaluate(async () => {
      const load = (url: string) =>
        new Promise<string>((resolve) => {
          const picture = new Image()
          picture.onload = () => resolve('loaded')
          picture.onerror = () => resolve('refused')
          picture.src = url
        })
      const base = location.origin
      return Promise.all(
        [
          `${base}/boat.svg`,
          `${base}/../boat.svg/../../../build/icons/16x16.png`,
          'file:///usr/share/pixmaps/debian-logo.png',
          `${base}/%2e%2e/%2e%2e/build/icons/16x16.png`,
        ].map(load),
      )
    })
    expect(outcomes).toEqual(['loaded', 'refused', 'refused', 'refused'])
  })

  it('19: asks for the safe fuses; npm run pack:check reads them in the packed program', () => {
    const config = readFileSync(join(repository, 'electron-builder.yml'), 'utf8')
    for (const line of [
      'runAsNode: false',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'grantFileProtocolExtraPrivileges: false',
      'enableCookieEncryption: true',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
    ])
      expect(config).toContain(line)
  })
})
