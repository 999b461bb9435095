import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Jail, joinVirtual } from '../../../electron/engine/practice/paths.ts'

describe('joinVirtual', () => {
  it.each([
    ['/', 'a', '/a'],
    ['/a', 'b/c', '/a/b/c'],
    ['/a', '/b', '/b'],
    ['/a/b', '..', '/a'],
    ['/a', '../../../b', '/b'],
    ['/a', './/b/./', '/a/b'],
    ['/a', '', '/a'],
    ['/', ' leading and trailing ', '/ leading and trailing '],
    ['/a', '...', '/a/...'],
    ['/a', 'b\\..\\c', '/a/b\\..\\c'],
  ])('%j and %j are %j', (directory, name, wanted) => {
    expect(joinVirtual(directory, name)).toBe(wanted)
  })

  it('never leaves the root', () => {
    const piece = fc.constantFrom('..', '.', '', 'a', '...', ' ', '..a', '\\', '..\\')
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (one, two) => {
        const joined = joinVirtual(joinVirtual('/', one.join('/')), two.join('/'))
        expect(joined).toMatch(/^\//)
        expect(joined.split('/')).not.toContain('..')
        expect(path.posix.normalize(joined)).toBe(joined)
      }),
    )
  })
})

describe('Jail', () => {
  let base: string
  let jail: Jail

  beforeAll(async () => {
    base = await realpath(await mkdtemp(path.join(tmpdir(), 'practice-jail-')))
    await mkdir(path.join(base, 'root/folder'), { recursive: true })
    await mkdir(path.join(base, 'root beside'))
    await writeFile(path.join(base, 'secret'), '')
    await writeFile(path.join(base, 'root/folder/file'), '')
    await symlink('folder', path.join(base, 'root/in'))
    await symlink('..', path.join(base, 'root/out'))
    await symlink('../root beside', path.join(base, 'root/beside'))
    await symlink(path.join(base, 'root/folder/file'), path.join(base, 'root/absolute'))
    await symlink('nowhere', path.join(base, 'root/dangling'))
    await symlink('self', path.join(base, 'root/self'))
    // The root itself may be given through a link.
    await symlink('root', path.join(base, 'link to root'))
    jail = await Jail.at(path.join(base, 'link to root'))
  })
  afterAll(() => rm(base, { recursive: true }))

  const real = (name: string) => path.join(base, 'root', name)

  it('finds what is inside, through links as well', async () => {
    expect(await jail.existing('/')).toBe(path.join(base, 'root'))
    expect(await jail.existing('/in/file')).toBe(real('folder/file'))
    expect(await jail.existing('/absolute')).toBe(real('folder/file'))
    expect(await jail.writable('/in/new')).toBe(real('folder/new'))
    expect(await jail.writable('/absolute')).toBe(real('folder/file'))
    expect(await jail.entry('/in')).toBe(real('in'))
    expect(await jail.entry('/in/new')).toBe(real('folder/new'))
    expect(jail.virtual(real('folder/file'))).toBe('/folder/file')
    expect(jail.virtual(jail.root)).toBe('/')
  })

  it.each(['/out', '/out/secret', '/beside'])('refuses %s, which is outside', async (name) => {
    await expect(jail.existing(name)).rejects.toThrow('Outside')
  })

  it('refuses to write outside', async () => {
    await expect(jail.writable('/out/secret')).rejects.toThrow('Outside')
    await expect(jail.writable('/out/new')).rejects.toThrow('Outside')
    await expect(jail.writable('/beside/new')).rejects.toThrow('Outside')
    await expect(jail.writable('/dangling')).rejects.toThrow('ENOENT')
    await expect(jail.writable('/self')).rejects.toThrow('ELOOP')
    await expect(jail.entry('/')).rejects.toThrow('root')
    await expect(jail.existing('/a\0b')).rejects.toThrow('NUL')
  })
})
