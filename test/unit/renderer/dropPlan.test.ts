import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../electron/contract/files.ts'
import { folderLabel, planDrop } from '../../../renderer/features/panes/dropPlan.ts'
import type { Cargo, DropTarget } from '../../../renderer/features/panes/dropPlan.ts'

const entry = (name: string, kind: Entry['kind'] = 'file'): Entry => ({
  name,
  kind,
  size: 1,
  modifiedAt: null,
})
const from = (side: 'local' | 'remote', entries: Entry[], folder = '/home'): Cargo => ({
  from: 'pane',
  side,
  tabId: 1,
  folder,
  style: 'posix',
  entries,
})
const to = (
  side: 'local' | 'remote',
  folder = '/www',
  more: Partial<DropTarget> = {},
): DropTarget => ({
  side,
  tabId: 1,
  folder,
  style: 'posix',
  isConnected: true,
  ...more,
})
const desktop: Cargo = { from: 'desktop', count: 3, hasPaths: false }

describe('planDrop', () => {
  it('uploads, downloads and moves', () => {
    const two = [entry('a'), entry('b', 'directory')]
    expect(planDrop(from('local', two), to('remote'))).toEqual({
      verb: 'upload',
      count: 2,
      folder: '/www',
    })
    expect(planDrop(from('remote', two), to('local'))).toMatchObject({ verb: 'download' })
    expect(planDrop(from('remote', two), to('remote', '/home/sub'))).toMatchObject({ verb: 'move' })
    expect(planDrop(desktop, to('remote'))).toEqual({
      verb: 'upload',
      count: 3,
      folder: '/www',
    })
  })

  it.each<[string, Cargo, DropTarget, boolean]>([
    [
      'not-connected',
      from('local', [entry('a')]),
      to('remote', '/', { isConnected: false }),
      false,
    ],
    ['not-connected', from('local', [entry('a')]), to('remote', ''), false],
    ['same-folder', from('local', [entry('a')]), to('local', '/home'), false],
    ['into-itself', from('local', [entry('d', 'directory')]), to('local', '/home/d'), false],
    ['into-itself', from('local', [entry('d', 'directory')]), to('local', '/home/d/e'), false],
    ['desktop-to-local', desktop, to('local'), false],
    ['unsafe-name', from('remote', [entry('line\nbreak'), entry('..')]), to('local'), false],
    ['unsafe-name', from('remote', [entry('../evil')]), to('local'), false],
  ])('refuses: %s', (reason, cargo, target, isCopy) => {
    expect(planDrop(cargo, target, isCopy)).toEqual({ verb: 'refuse', reason })
  })

  it('copies from server to server, and on one server where that is wished', () => {
    const cargo = from('remote', [entry('a')])
    const copy = { verb: 'copy', count: 1, folder: '/x' }
    expect(planDrop(cargo, to('remote', '/x', { tabId: 2 }))).toEqual(copy)
    expect(planDrop(cargo, to('remote', '/home', { tabId: 2 }))).toMatchObject({ verb: 'copy' })
    expect(planDrop(cargo, to('remote', '/x'), true)).toEqual(copy)
    expect(planDrop(from('local', [entry('a')]), to('local', '/x'), true)).toEqual(copy)
    // In its own folder a copy gets another name.
    expect(planDrop(cargo, to('remote', '/home'), true)).toMatchObject({ verb: 'copy' })
    expect(planDrop({ ...desktop, hasPaths: true }, to('local', '/x'))).toMatchObject({
      verb: 'copy',
    })
  })

  it('counts only what can be taken along', () => {
    const plan = planDrop(from('remote', [entry('ok'), entry('..\\evil')]), to('local'))
    expect(plan).toMatchObject({ verb: 'download', count: 1 })
  })

  it('moves next to a folder whose name only begins alike', () => {
    const plan = planDrop(from('local', [entry('d', 'directory')]), to('local', '/home/d2'))
    expect(plan.verb).toBe('move')
  })

  it('shortens long folders to their end', () => {
    expect(folderLabel('/www', 'posix')).toBe('/www')
    expect(folderLabel(`/${'x'.repeat(60)}/end`, 'posix')).toBe('…/end')
  })
})
