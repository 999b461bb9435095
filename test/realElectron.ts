import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** npm run electron: the desktop's tests, unchanged, on real Electron instead of its substitute. */
const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'hosts', 'test/hosts/desktop', 'test/hosts/electronChecklist'],
  {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: { ...process.env, SAMPAN_REAL_ELECTRON: '1' },
  },
)
process.exit(status ?? 1)
