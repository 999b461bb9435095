import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, entriesOf, folderWire } from '../../../electron/contract/entryColumns.ts'
import { EntryKind } from '../../../electron/contract/files.ts'
import type { Entry } from '../../../electron/contract/files.ts'

const few = fc.constantFrom('', 'rwx', 'sam', '\n', '|')
const entry = fc.record(
  {
    name: fc.string({ unit: 'binary' }),
    kind: fc.constantFrom(...EntryKind.options),
    size: fc.option(fc.nat()),
    modifiedAt: fc.option(fc.integer()),
    target: few,
    permissions: few,
    owner: few,
    group: few,
    isHidden: fc.boolean(),
  },
  { requiredKeys: ['name', 'kind', 'size', 'modifiedAt'], noNullPrototype: true },
) as fc.Arbitrary<Entry>

describe('entries side by side', () => {
  it('are the same entries again on the other side of JSON', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const text = JSON.stringify(columnsOf(entries))
        expect(entriesOf(JSON.parse(text) as ReturnType<typeof columnsOf>)).toStrictEqual(entries)
      }),
    )
  })

  it('say once what many have in common', () => {
    const file: Entry = { name: 'a', kind: 'file', size: 1, modifiedAt: 2, owner: 'sam' }
    const folder: Entry = { name: 'b', kind: 'directory', size: null, modifiedAt: 2, owner: 'sam' }
    const { kinds, kindOf } = columnsOf([file, folder, file, file])
    expect(kinds).toEqual([
      { kind: 'file', owner: 'sam' },
      { kind: 'directory', owner: 'sam' },
    ])
    expect(kindOf).toEqual([0, 1, 0, 0])
  })

  it('leave the other parts of a folder as they are', () => {
    const part = { part: 'folder', path: '/', parent: null } as const
    expect(folderWire.unpack(folderWire.pack(part))).toEqual(part)
  })
})
