import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gradientPng } from '../../../electron/engine/practice/pictures.ts'
import { makeSampleFolder, sampleFiles } from '../../../electron/engine/practice/samples.ts'

describe('samples', () => {
  it('are written as they are described, with times, and removed', async () => {
    const { folder, remove } = await makeSampleFolder()
    const twin = await makeSampleFolder()
    const files = sampleFiles()
    const times = new Set<number>()
    for (const [name, content] of files) {
      const info = await stat(path.join(folder, name))
      if (name.endsWith('/')) expect(info.isDirectory(), name).toBe(true)
      else {
        expect(
          (await readFile(path.join(folder, name))).equals(Buffer.from(content as string)),
          name,
        ).toBe(true)
        times.add(info.mtimeMs)
        expect((await stat(path.join(twin.folder, name))).mtimeMs, name).toBe(info.mtimeMs)
      }
    }
    expect(times.size).toBe([...files.keys()].filter((name) => !name.endsWith('/')).length)
    expect((await lstat(path.join(folder, 'link to README.txt'))).isSymbolicLink()).toBe(true)
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([])
    await remove()
    await twin.remove()
    await expect(stat(folder)).rejects.toThrow('ENOENT')
  })

  it('have what people want to try', () => {
    const names = [...sampleFiles().keys()]
    expect(names).toContain('中文 文件.txt')
    expect(names).toContain('报告/季度 汇总.csv')
    expect(names.filter((name) => name.startsWith('many small files/'))).toHaveLength(200)
    expect(sampleFiles().get('5 MiB.bin')).toHaveLength(5 * 1024 * 1024)
  })
})

describe('gradientPng', () => {
  it('is a PNG with all its rows', () => {
    const png = gradientPng(10, 4)
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect(png.subarray(12, 16).toString()).toBe('IHDR')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([10, 4])
    const length = png.readUInt32BE(33)
    expect(png.subarray(37, 41).toString()).toBe('IDAT')
    expect(inflateSync(png.subarray(41, 41 + length))).toHaveLength(4 * (1 + 3 * 10))
    expect(png.subarray(-8, -4).toString()).toBe('IEND')
  })
})
