import { join, resolve } from 'node:path'
import { build } from 'vite'
import { root } from './freshness.ts'

/**
 * Bundles one entry of the desktop host as a CommonJS file. All packages go in, so that the
 * application needs no node_modules; `electron` and Node's own modules stay outside.
 */
export async function bundle(entry: string, outFolder: string, name: string): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['electron'], target: 'node' },
    build: {
      ssr: join(root, entry),
      outDir: resolve(root, outFolder),
      emptyOutDir: false,
      // The Node in Electron 45.
      target: 'node24',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        output: { format: 'cjs', entryFileNames: name, codeSplitting: false },
      },
    },
  })
}

if (import.meta.main) {
  // CommonJS, because Electron awaits no ES module before it is ready, and a sandboxed preload
  // script cannot be one.
  await bundle('electron/desktop/preload.ts', 'dist/desktop', 'preload.cjs')
  await bundle('electron/desktop/main.ts', 'dist/desktop', 'main.cjs')
}
