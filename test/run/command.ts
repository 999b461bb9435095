import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

export const repository = join(import.meta.dirname, '../..')

export type CommandResult = { exitCode: number | null; problem?: string }

/** Runs commands of this project, one at a time, with their output on ours and no input. */
export type Commands = {
  npmScript(name: string): Promise<CommandResult>
  vitest(args: string[]): Promise<CommandResult>
  /** Ends the command that runs at the moment, if any. */
  end(): void
}

type RunOptions = { shell?: boolean; env?: NodeJS.ProcessEnv }

/** No command may take longer than this, in milliseconds: the whole run should take 15 minutes. */
const patience = 40 * 60_000

export function createCommands(
  temporaryFolder: string,
  testEnvironment: NodeJS.ProcessEnv = {},
): Commands {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${join(repository, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    ...{ TMPDIR: temporaryFolder, TMP: temporaryFolder, TEMP: temporaryFolder },
    ...unicodeLocale(process.env),
  }
  let current: AbortController | undefined
  const run = (what: string, command: string, args: string[], more: RunOptions = {}) =>
    new Promise<CommandResult>((resolve) => {
      const abort = (current = new AbortController())
      const child = spawn(command, args, {
        ...{ cwd: repository, shell: more.shell ?? false, killSignal: 'SIGTERM' },
        env: { ...env, ...more.env },
        stdio: ['ignore', 'inherit', 'inherit'],
        signal: abort.signal,
      })
      let problem: string | undefined
      const alarm = setTimeout(() => {
        problem = `${what} took longer than ${patience / 60_000} minutes`
        child.kill('SIGKILL')
      }, patience)
      child.on('error', (error) => (problem ??= `${what}: ${error.message}`))
      child.on('close', (exitCode) => {
        clearTimeout(alarm)
        if (exitCode !== 0) problem ??= `${what} ended with ${exitCode}`
        resolve({ exitCode, problem })
      })
    })
  const npm = process.env.npm_execpath
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  return {
    npmScript(name) {
      const args = ['run', '--silent', name]
      const what = `npm run ${name}`
      return npm
        ? run(what, process.execPath, [npm, ...args])
        : run(what, 'npm', args, { shell: process.platform === 'win32' })
    },
    vitest: (args) => run('vitest', process.execPath, [vitest, ...args], { env: testEnvironment }),
    end: () => current?.abort(),
  }
}

/**
 * Without a locale, as under cron or in a bare container, Chromium takes the names of dropped files
 * for ASCII, and finds those that are not no more.
 */
function unicodeLocale({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') ? {} : { LC_ALL: 'C.UTF-8' }
}
