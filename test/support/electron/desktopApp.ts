import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { api } from '../../../electron/contract/api.ts'
import type { ApiClient } from '../../../electron/contract/api.ts'
import { connect } from '../../../electron/contract/rpc.ts'
import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type { PracticeServer } from '../../../electron/engine/practice/index.ts'
import type { DesktopRun } from './launch.ts'
import { launchDesktop, repository } from './launch.ts'

/** Starting Chromium and the application takes seconds, on a busy machine many. */
export const patience = { timeout: 20_000 }

export const buildDesktop = () =>
  execFileSync(process.execPath, ['build/ensureBuilt.ts'], { cwd: repository, stdio: 'inherit' })

export type TestDesktop = {
  /** With the folder `mine`, the only one that the application may touch. */
  folder: string
  launch(...args: string[]): Promise<DesktopRun>
  /** Waits until the practice server is shown. */
  launchOnPractice(): Promise<{ run: DesktopRun; page: Page }>
  close(): Promise<void>
}

/** Built applications in a folder of their own, for one test file or one test. */
export function createTestDesktop(): TestDesktop {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-desktop-'))
  mkdirSync(join(folder, 'mine'))
  const runs: DesktopRun[] = []
  const launch = async (...args: string[]) => {
    const run = await launchDesktop({ args, env: { XDG_CONFIG_HOME: folder } })
    runs.push(run)
    return run
  }
  return {
    folder,
    launch,
    async launchOnPractice() {
      const data = ['--data', join(folder, 'data')]
      const run = await launch('--practice', ...data, '--root', join(folder, 'mine'))
      const page = await run.firstPage()
      const shown = page.getByTestId('pane-remote').getByTestId('row')
      await shown.filter({ hasText: 'README.txt' }).first().waitFor()
      return { run, page }
    },
    async close() {
      await Promise.all(runs.map((run) => run.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Asks the engine directly, as a script in the page could. */
export const callFromPage = (page: Page, name: string, ...args: unknown[]) =>
  page.evaluate(
    ([call, values]) => {
      const { sampanHost } = window as unknown as { sampanHost: { post(message: object): void } }
      sampanHost.post({
        id: 900_000 + Math.floor(Math.random() * 90_000),
        name: call,
        args: values,
      })
    },
    [name, args] as const,
  )

type Message = { id: number }
type HostPage = {
  sampanHost: {
    post(message: object): void
    listen(receive: (message: unknown) => void): void
  }
  toTest(message: unknown): void
}
/** Beyond the numbers that the page itself has given its calls. */
const firstId = 1_000_000

/** The engine through a page, which from then on hears nothing more itself. */
export async function engineThrough(page: Page): Promise<ApiClient> {
  let receive: (message: unknown) => void = () => {}
  await page.exposeFunction('toTest', (message: Message) => {
    if (message.id >= firstId) receive({ ...message, id: message.id - firstId })
  })
  await page.evaluate(() => {
    const { sampanHost, toTest } = window as unknown as HostPage
    sampanHost.listen((message) => toTest(message))
  })
  return connect(api, {
    post: (message) =>
      void page.evaluate((value) => (window as unknown as HostPage).sampanHost.post(value), {
        ...message,
        id: (message as Message).id + firstId,
      }),
    listen: (listener) => (receive = listener),
    onClose: () => {},
  })
}

/** Connects over TLS to a practice server of the test's own; answers yes for its certificate only. */
export async function connectToPractice(
  engine: ApiClient,
  server: PracticeServer,
): Promise<string> {
  const stop = engine.watchQuestions({
    batch(questions) {
      for (const question of questions)
        if (
          question.kind === 'certificate' &&
          question.certificate.fingerprint === server.certificateFingerprint
        )
          void engine.answerQuestion(question.id, { kind: 'certificate', decision: 'always' })
    },
  })
  const { host, port } = server
  const settings = ConnectionSettings.parse({
    host,
    port,
    user: 'practice',
    encryption: 'required',
  })
  const { id } = await engine.openSession({ settings, credentials: { password: 'practice' } })
  stop()
  return id
}
