import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SyncRules } from '../../../electron/contract/synchronize.ts'
import type { SyncItem } from '../../../electron/contract/synchronize.ts'
import { excludes, planSynchronization } from '../../../electron/engine/synchronize/plan.ts'
import type { ScannedEntry, ScannedFolder } from '../../../electron/engine/synchronize/plan.ts'
import { isSafeName } from '../../../electron/engine/synchronize/safeName.ts'

const hour = 3_600_000
/** Neither a whole minute nor a whole day: as precise as a server can be. */
const base = Date.UTC(2020, 0, 1, 10, 30, 17)
const file = (
  name: string,
  size: number | null = 1,
  modifiedAt: number | null = base,
): ScannedEntry => ({
  name,
  kind: 'file',
  size,
  modifiedAt,
})
const folder = (name: string): ScannedEntry => ({ ...file(name, null), kind: 'directory' })
const side = (entries: ScannedEntry[], isComplete = true) => ({ entries, isComplete })
const root = (
  local: ScannedEntry[],
  remote: ScannedEntry[],
  isRemoteComplete = true,
): ScannedFolder => ({
  path: '',
  local: side(local),
  remote: side(remote, isRemoteComplete),
})
const plan = (folders: ScannedFolder[], rules: Partial<SyncRules> = {}) =>
  planSynchronization(folders, SyncRules.parse(rules), isSafeName)
const brief = ({ items }: { items: SyncItem[] }) =>
  items.map(({ path, action, reason }) => `${path}: ${action} (${reason})`)

describe('planning a synchronization', () => {
  const both = [
    root(
      [
        file('mine'),
        file('same'),
        file('new', 2, base + 9 * hour),
        file('old', 1, base),
        file('big', 9),
      ],
      [
        file('theirs'),
        file('same'),
        file('new', 1, base),
        file('old', 2, base + 9 * hour),
        file('big', 8),
      ],
    ),
  ]

  it('uploads what the server lacks or has older, and deletes nothing unless asked', () => {
    const made = plan(both)
    expect(brief(made)).toEqual([
      'mine: upload (only-local)',
      'new: upload (local-newer)',
      'old: nothing (remote-newer)',
      'big: upload (different)',
      'theirs: nothing (only-remote)',
    ])
    expect(made.equal).toBe(1)
    expect(brief(plan(both, { deletes: true })).at(-1)).toBe('theirs: delete-remote (only-remote)')
  })

  it('downloads the same way round', () => {
    expect(brief(plan(both, { direction: 'download', deletes: true }))).toEqual([
      'mine: delete-local (only-local)',
      'new: nothing (local-newer)',
      'old: download (remote-newer)',
      'big: download (different)',
      'theirs: download (only-remote)',
    ])
  })

  it('both ways takes the newer, never deletes, and leaves to the user what nothing tells', () => {
    const made = plan(both, { direction: 'both', deletes: true })
    expect(brief(made)).toEqual([
      'mine: upload (only-local)',
      'new: upload (local-newer)',
      'old: download (remote-newer)',
      'big: nothing (conflict)',
      'theirs: download (only-remote)',
    ])
    expect(made.items[3]!.choices).toEqual(['upload', 'download', 'nothing'])
  })

  it('makes folders, and takes each file in them by itself', () => {
    const made = plan(
      [
        root([folder('css')], [folder('old')]),
        { path: 'css', local: side([file('a.css')]), remote: null },
        { path: 'old', local: null, remote: side([file('x')]) },
      ],
      { deletes: true },
    )
    expect(brief(made)).toEqual([
      'css: make-remote-folder (only-local)',
      'old: delete-remote (only-remote)',
      'css/a.css: upload (only-local)',
      'old/x: delete-remote (only-remote)',
    ])
  })

  it('deletes nothing at all when one listing was cut short, not even by choice', () => {
    const made = plan(
      [
        root([file('a')], [file('b'), folder('d')]),
        { path: 'd', local: null, remote: side([file('x')], false) },
      ],
      { deletes: true },
    )
    expect(made.items.flatMap(({ choices }) => choices)).not.toContain('delete-remote')
    expect(made.items.map(({ action }) => action)).not.toContain('delete-remote')
  })

  it('does nothing about what a cut listing may only seem to lack', () => {
    expect(brief(plan([root([file('a')], [], false)]))).toEqual(['a: nothing (incomplete)'])
    expect(brief(plan([root([file('a', 1)], [file('a', 2)], false)]))).toEqual([
      'a: upload (different)',
    ])
  })

  it('leaves links, unsafe names and kinds that differ alone', () => {
    const link: ScannedEntry = { ...file('l'), kind: 'link' }
    const made = plan(
      [root([link, folder('k')], [file('k'), file('../evil'), file('line\nbreak'), file('..')])],
      { direction: 'both' },
    )
    expect(brief(made)).toEqual([
      'l: nothing (link)',
      'k: nothing (kinds-differ)',
      '../evil: nothing (unsafe-name)',
      'line\nbreak: nothing (unsafe-name)',
      '..: nothing (unsafe-name)',
    ])
    for (const { choices } of made.items) expect(choices).toEqual(['nothing'])
  })

  it('knows what it does not know', () => {
    expect(brief(plan([root([file('a', 1, null)], [file('a')])]))).toEqual(['a: nothing (unknown)'])
    expect(plan([root([file('a', 1, null)], [file('a')])], { by: 'size' }).equal).toBe(1)
  })

  it('keeps to tolerance, shift of the clock and patterns', () => {
    const pair = [root([file('a', 1, base)], [file('a', 1, base + 8 * hour + 1_500)])]
    expect(plan(pair, { offset: 8 * hour }).equal).toBe(1)
    expect(brief(plan(pair))).toEqual(['a: nothing (remote-newer)'])
    expect(
      plan([root([file('x.BAK'), folder('.git')], [])], { exclude: '*.bak; .git' }).items,
    ).toEqual([])
    expect(['.git', 'a.tmp', 'git'].map(excludes('.git\n*.tmp'))).toEqual([true, true, false])
  })

  it('expects no more of a listed time than listings give', () => {
    const at = Date.UTC(2019, 0, 5, 8, 30, 17)
    const listed = (time: number) => brief(plan([root([file('a', 1, at)], [file('a', 1, time)])]))
    expect(listed(Date.UTC(2019, 0, 5))).toEqual([])
    expect(listed(Date.UTC(2019, 0, 5, 8, 30))).toEqual([])
    expect(listed(Date.UTC(2019, 0, 5, 8, 29))).toEqual(['a: upload (local-newer)'])
    expect(listed(Date.UTC(2019, 0, 5, 8, 30, 1))).toEqual(['a: upload (local-newer)'])
    expect(listed(Date.UTC(2019, 0, 7))).toEqual(['a: nothing (remote-newer)'])
  })

  it('never proposes to delete without being asked, whatever it finds', () => {
    const entry = fc.record({
      name: fc.constantFrom('a', 'b', 'c', '..', 'x/y'),
      kind: fc.constantFrom<ScannedEntry['kind']>('file', 'directory', 'link', 'unknown'),
      size: fc.option(fc.nat(3)),
      modifiedAt: fc.option(fc.nat(3)),
    })
    const anySide = fc.option(fc.record({ entries: fc.array(entry), isComplete: fc.boolean() }))
    const rules = fc.record({
      direction: fc.constantFrom<SyncRules['direction']>('upload', 'download', 'both'),
      by: fc.constantFrom<SyncRules['by']>('size', 'time', 'size-and-time', 'hash'),
      deletes: fc.boolean(),
    })
    fc.assert(
      fc.property(anySide, anySide, rules, (local, remote, given) => {
        const { items } = plan([{ path: '', local, remote }], given)
        const deletions = items.filter(({ action }) => action.startsWith('delete'))
        const isWhole = local?.isComplete !== false && remote?.isComplete !== false
        if (!given.deletes || given.direction === 'both' || !isWhole) expect(deletions).toEqual([])
        for (const { action, local: here, remote: there } of deletions)
          expect(action === 'delete-local' ? there : here).toBe(null)
        for (const { action, choices } of items) expect(choices).toContain(action)
      }),
    )
  })
})
