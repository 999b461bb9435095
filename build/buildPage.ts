import { join } from 'node:path'
import { build } from 'vite'
import { root } from './freshness.ts'

await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
