import { join } from 'node:path'
import { build } from 'vite'
import { noteBundledPackages } from './bundledPackages.ts'
import { root } from './freshness.ts'
import { writeNotices } from './notices.ts'

await build({
  configFile: join(root, 'vite.config.ts'),
  logLevel: 'warn',
  plugins: [noteBundledPackages('page')],
})
writeNotices()
