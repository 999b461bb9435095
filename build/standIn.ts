import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Marks the fuses in every Electron binary (@electron/fuses). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/**
 * A folder in the form of Electron's Linux distribution, with a program that is none but has fuses
 * in their factory setting. electron-builder treats it like the real thing, so everything that the
 * configuration says can be checked where Electron itself cannot be had.
 */
export function makeStandInDistribution(folder: string, version: string): void {
  const write = (name: string, content: string | Buffer, mode = 0o644) =>
    writeFileSync(join(folder, name), content, { mode })
  for (const name of ['locales', 'resources']) mkdirSync(join(folder, name), { recursive: true })
  const fuses = Buffer.concat([Buffer.from([1, 8]), Buffer.from('10110001')])
  write('electron', Buffer.concat([Buffer.from(`#!/bin/false ${sentinel}`), fuses]), 0o755)
  for (const name of ['chrome-sandbox', 'chrome_crashpad_handler']) write(name, '', 0o755)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'resources.pak']) write(name, '')
  for (const name of ['en-US', 'zh-CN', 'de']) write(`locales/${name}.pak`, '')
  write('version', version)
}
