#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: it finds the Node and the form of the program
// that run best.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const root = join(folder, '..', '..')
const main = isFresh(join(root, 'dist/cli/main.mjs'))
  ? join(root, 'dist/cli/main.mjs')
  : join(folder, 'main.ts')

if (Number(process.versions.node.split('.')[0]) >= 24) await import(main)
else {
  const own = join(root, 'node_modules/node/bin/node')
  if (!existsSync(own)) {
    console.error(`sampan: Node 24 is needed, this is ${process.version}`)
    process.exit(1)
  }
  const child = spawn(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; this process only waits for its end.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code) => process.exit(code ?? 130))
}

/** A bundle that is older than its sources would run yesterday's program. */
function isFresh(built) {
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs
  if (builtAt === undefined) return false
  const isOlder = (path) => {
    const facts = statSync(path)
    if (facts.mtimeMs > builtAt) return false
    return !facts.isDirectory() || readdirSync(path).every((name) => isOlder(join(path, name)))
  }
  return ['contract', 'engine', 'cli'].every((room) => isOlder(join(root, 'electron', room)))
}
