import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type DemoFolders = {
  /** Profiles, queue and settings of this one run. */
  data: string
  /** Something to upload. */
  local: string
  remove(): void
}

/** Fresh folders for a demonstration, so that nothing of the user's is in reach. */
export function makeDemoFolders(): DemoFolders {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-demo-'))
  const data = join(folder, 'data')
  const local = join(folder, 'My files')
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(join(local, name), content)
  for (const name of ['', 'Photos', 'Website', 'Website/css', '合同'])
    mkdirSync(join(local, name), { recursive: true })
  mkdirSync(data, { mode: 0o700 })
  write(
    'Read me first.txt',
    'Drag files between the panes. All of this folder is thrown away at the end.\n',
  )
  write(
    'report 2026.csv',
    'month,visits\n' + months.map((name, i) => `${name},${(i * 7919) % 997}\n`).join(''),
  )
  write('empty.dat', '')
  write(
    'Website/index.html',
    '<!doctype html><title>Harbour</title><link rel="stylesheet" href="css/main.css">\n',
  )
  write('Website/css/main.css', 'body { font: 16px system-ui; margin: 2rem; }\n')
  write('合同/合同-2026.txt', '甲方与乙方就小船的使用达成如下约定。\n')
  for (let i = 1; i <= 12; i++)
    write(`Photos/harbour-${String(i).padStart(2, '0')}.bin`, noise(i * 64 * 1024, i))
  write('video.bin', noise(24 * 1024 * 1024, 99))
  return { data, local, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const months = ['January', 'February', 'March', 'April', 'May', 'June']

/** Bytes that do not compress, the same in every run. */
function noise(length: number, seed: number): Buffer {
  const words = new Uint32Array(length / 4)
  let state = seed
  for (let i = 0; i < words.length; i++) {
    // xorshift32
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[i] = state
  }
  return Buffer.from(words.buffer)
}
