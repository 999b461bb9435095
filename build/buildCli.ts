import { join } from 'node:path'
import { build } from 'vite'
import { root } from './freshness.ts'

/**
 * node build/buildCli.ts: bundles the command line program with its packages. It runs from its
 * sources just as well; out of a few files it starts in a third of the time.
 */
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: join(root, 'electron/cli/main.ts'),
    outDir: join(root, 'dist/cli'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    // Beside the bundle, and not named in it: `npm run coverage` reads it, nobody ships it.
    sourcemap: 'hidden',
    reportCompressedSize: false,
    rolldownOptions: {
      output: { format: 'es', entryFileNames: 'main.mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
})
