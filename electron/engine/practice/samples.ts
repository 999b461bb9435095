import { createCipheriv } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gradientPng, sailSvg } from './pictures.ts'
import { chineseReadme, readme } from './sampleTexts.ts'

export type SampleFolder = { folder: string; remove: () => Promise<void> }

/** Path → content; a path that ends in a slash is an empty folder. The same at every start. */
export function sampleFiles(): Map<string, string | Buffer> {
  const files = new Map<string, string | Buffer>([
    ['README.txt', readme],
    ['请先读我.txt', chineseReadme],
    ['中文 文件.txt', '这个文件名里有汉字和一个空格。\n'],
    ['name with spaces.txt', 'The name of this file has three spaces.\n'],
    ['empty file.txt', ''],
    ['.hidden', 'Names with a leading dot are left out of LIST unless -a is given.\n'],
    ['5 MiB.bin', noise(5 << 20)],
    [
      '报告/季度 汇总.csv',
      '\ufeff季度,收入,支出\n一季度,120,80\n二季度,135,92\n三季度,150,97\n四季度,171,110\n',
    ],
    ['报告/会议纪要.md', '# 会议纪要\n\n1. 上传先写临时文件\n2. 完成后改名\n'],
    ['documents/letter.txt', 'Dear reader,\r\n\r\nthese lines end in CR LF.\r\n'],
    [
      'documents/settings.json',
      `${JSON.stringify({ mode: 'passive', port: 21, tls: true }, null, 2)}\n`,
    ],
    ['documents/table.csv', table(500)],
    ['documents/nested/deeper/deepest/bottom.txt', 'Four folders down.\n'],
    ['pictures/gradient.png', gradientPng(256, 160)],
    ['pictures/small.png', gradientPng(16, 16)],
    ['pictures/sail.svg', sailSvg],
    ['empty folder/', ''],
    ['incoming/', ''],
  ])
  for (let number = 1; number <= 200; number++)
    files.set(`many small files/note ${String(number).padStart(3, '0')}.txt`, note(number))
  return files
}

/** Writes the samples into a new temporary folder. */
export async function makeSampleFolder(): Promise<SampleFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sampan-practice-'))
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    await writeSamples(folder)
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function writeSamples(folder: string): Promise<void> {
  const files = [...sampleFiles()]
  const folders = new Set<string>()
  for (const [name] of files) {
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1))
      folders.add(name.slice(0, at))
  }
  for (const name of folders) await mkdir(path.join(folder, name), { recursive: true })
  for (const [index, [name, content]] of files.entries()) {
    if (name.endsWith('/')) continue
    await writeFile(path.join(folder, name), content)
    await setTime(path.join(folder, name), index)
  }
  // Windows allows links only to some; the samples are as good without.
  await symlink('README.txt', path.join(folder, 'link to README.txt')).catch(() => undefined)
  // Last and from the inside out, since writing into a folder changes its time.
  for (const [index, name] of [...folders].reverse().entries())
    await setTime(path.join(folder, name), index * 7)
}

/** From 2019 on, every one 11 days, 5 hours, 7 minutes and 3 seconds after the one before. */
async function setTime(file: string, index: number): Promise<void> {
  const step = ((11 * 24 + 5) * 60 + 7) * 60 + 3
  const seconds = Date.UTC(2019, 0, 5, 8, 30) / 1000 + index * step
  await utimes(file, seconds, seconds)
}

/** Bytes that look random and do not compress, always the same. */
function noise(length: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 'sampan'), Buffer.alloc(16))
  return cipher.update(Buffer.alloc(length))
}

function table(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const angle = (row * Math.PI) / 50
    return `${row + 1},${Math.sin(angle).toFixed(4)},${Math.cos(angle).toFixed(4)}`
  })
  return `row,sine,cosine\n${lines.join('\n')}\n`
}

const note = (number: number): string =>
  `Note ${number}\n${'='.repeat(5 + String(number).length)}\n\n${'A small file. '.repeat(number % 17)}\n`
