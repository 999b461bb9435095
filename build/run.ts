import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { inTurn } from './buildLock.ts'
import { isStale, root } from './freshness.ts'

/** Progress goes to standard error: standard output belongs to the answer, which may be JSON. */
export const say = (line: string) => void process.stderr.write(`${line}\n`)

/** Runs a program to its end with all output on standard error; gives the exit code. */
export function runProgram(
  command: string,
  args: string[],
  options: { timeout?: number; shell?: boolean } = {},
): Promise<number> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** What each part is made from; paths from the root. */
const parts = {
  page: {
    title: 'the page',
    built: 'dist/renderer/index.html',
    sources: [
      'renderer',
      'electron/contract',
      'CHANGELOG.md',
      'CHANGELOG.zh-CN.md',
      'vite.config.ts',
      'package-lock.json',
    ],
    script: 'build/buildPage.ts',
  },
  desktop: {
    title: 'the desktop application',
    built: 'dist/desktop/main.cjs',
    sources: [
      'electron/contract',
      'electron/engine',
      'electron/desktop',
      'build/buildDesktop.ts',
      'package-lock.json',
    ],
    script: 'build/buildDesktop.ts',
  },
  cli: {
    title: 'the command line program',
    built: 'dist/cli/main.mjs',
    sources: [
      'electron/contract',
      'electron/engine',
      'electron/cli',
      'build/buildCli.ts',
      'package-lock.json',
    ],
    script: 'build/buildCli.ts',
  },
}

export type Part = keyof typeof parts

/** Builds a part unless it is up to date. Rejects when the build fails. */
export async function ensureBuilt(part: Part): Promise<void> {
  const { built, sources, script } = parts[part]
  if (!isStale(built, sources)) return
  await inTurn(part, async () => {
    if (!isStale(built, sources)) return
    say(`Building ${parts[part].title} …`)
    const code = await runProgram(process.execPath, [join(root, script)])
    if (code !== 0) throw new Error(`The build failed (${script}).`)
  })
}
