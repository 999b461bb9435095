import { join, resolve } from 'node:path'
import { build } from 'vite'
import type { Plugin } from 'vite'
import { noteBundledPackages } from './bundledPackages.ts'
import { root } from './freshness.ts'
import { writeNotices } from './notices.ts'

/**
 * node build/buildDesktop.ts [ENTRY FOLDER NAME]: bundles the desktop host, or one entry, as
 * CommonJS files. All packages go in, so that the
 * application needs no node_modules; `electron` and Node's own modules stay outside.
 */
async function bundle(
  entry: string,
  outFolder: string,
  name: string,
  plugins: Plugin[] = [],
): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins,
    ssr: { noExternal: true, external: ['electron'], target: 'node' },
    build: {
      ssr: join(root, entry),
      outDir: resolve(root, outFolder),
      emptyOutDir: false,
      // The Node in Electron 45.
      target: 'node24',
      minify: false,
      // Beside the bundle, and not named in it: `npm run coverage` reads it, nobody ships it.
      sourcemap: 'hidden',
      reportCompressedSize: false,
      rolldownOptions: {
        output: { format: 'cjs', entryFileNames: name, codeSplitting: false },
      },
    },
  })
}

const [entry, outFolder, name] = process.argv.slice(2)
if (entry && outFolder && name) await bundle(entry, outFolder, name)
else {
  // CommonJS, because Electron awaits no ES module before it is ready, and a sandboxed preload
  // script cannot be one.
  for (const part of ['preload', 'main']) {
    const name = `${part}.cjs`
    await bundle(`electron/desktop/${part}.ts`, 'dist/desktop', name, [noteBundledPackages(name)])
  }
  writeNotices()
}
