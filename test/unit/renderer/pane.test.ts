import { afterEach, describe, expect, it } from 'vitest'
import { ref, shallowRef } from 'vue'
import { api } from '../../../electron/contract/api.ts'
import type { ApiServer } from '../../../electron/contract/api.ts'
import { AppError } from '../../../electron/contract/errors.ts'
import type { Entry } from '../../../electron/contract/files.ts'
import { serve } from '../../../electron/contract/rpc.ts'
import { createBridge } from '../../../renderer/bridge.ts'
import { createNameOrder } from '../../../renderer/features/panes/sorting.ts'
import type { Sort } from '../../../renderer/features/panes/sorting.ts'
import { createPane } from '../../../renderer/stores/pane.ts'
import { openMessagePorts } from '../../support/ports.ts'
import type { PortPair } from '../../support/ports.ts'

const pairs: PortPair[] = []
afterEach(() => pairs.splice(0).forEach((pair) => pair.close()))
const until = async (condition: () => boolean) => {
  const end = performance.now() + 5_000
  while (!condition()) {
    if (performance.now() > end) throw new Error('The condition did not come true in 5 s')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
const entry = (name: string): Entry => ({
  name,
  kind: name.endsWith('/') ? 'directory' : 'file',
  size: 1,
  modifiedAt: null,
})

/** Folders by path; a listing can be held open after its first part. */
async function openPane(folders: Record<string, string[]>) {
  const gates = new Map<string, Promise<void>>()
  /** Listings that break after their first part. */
  const broken = new Set<string>()
  const readFolder: ApiServer['readFolder'] = async (sink, place) => {
    const names = folders[place.path]
    if (!names) throw new AppError('local-not-found', 'No')
    const parent = place.path === '/' ? null : place.path.replace(/\/[^/]+$/, '') || '/'
    await sink.send([{ part: 'folder', path: place.path, parent }])
    for (const name of names) {
      await sink.send([{ part: 'entries', entries: [entry(name)] }])
      await gates.get(place.path)
      if (broken.has(place.path)) throw new AppError('server-closed', 'Gone')
    }
    await sink.send([{ part: 'complete', isComplete: true, unreadableLines: 0 }])
  }
  const bridge = createBridge({
    kind: 'web',
    openPort: () => {
      const pair = openMessagePorts()
      pairs.push(pair)
      serve(api, { readFolder } as unknown as ApiServer, pair.server)
      return Promise.resolve(pair.client)
    },
    isRefused: () => false,
    pathOf: () => undefined,
  })
  await bridge.open()
  const failures: AppError[] = []
  const sort = ref<Sort>({ column: 'name', descending: false })
  const showHidden = ref(true)
  const passes = shallowRef<(entry: Entry) => boolean>()
  const view = { sort, showHidden, order: ref(createNameOrder('en')), passes }
  const pane = createPane('local', bridge, view, (error) => failures.push(error))
  let changed = () => {}
  const watched: string[] = []
  const watch = (path: string, listener: () => void) => {
    watched.push(path)
    changed = listener
    return () => {}
  }
  pane.connect({ style: 'posix', place: (path) => ({ kind: 'local', path }), watch }, '/')
  const names = () => pane.rows.map((row) => row.entry.name)
  const settle = () => until(() => pane.status.state === 'ready' || pane.status.state === 'failed')
  await settle()
  return {
    pane,
    names,
    settle,
    failures,
    gates,
    broken,
    sort,
    showHidden,
    folders,
    passes,
    watched,
    change: () => changed(),
  }
}

describe('pane', () => {
  it('lists a folder in natural order', async () => {
    const { pane, names } = await openPane({ '/': ['b10', 'a', 'b9'] })
    expect(names()).toEqual(['a', 'b9', 'b10'])
    expect(pane.path).toBe('/')
    expect(pane.parent).toBe(null)
  })

  it('shows the first rows before the last have come', async () => {
    const { pane, names, gates, settle } = await openPane({ '/': ['x'], '/big': ['one', 'two'] })
    let release = () => {}
    gates.set('/big', new Promise((resolve) => (release = resolve)))
    pane.open('/big')
    await until(() => names().join() === 'one')
    expect(pane.status.state).toBe('loading')
    release()
    await settle()
    expect(names()).toEqual(['one', 'two'])
  })

  it('says of a listing that broke off that it is not whole', async () => {
    const { pane, names, broken, settle, failures } = await openPane({
      '/': ['x'],
      '/big': ['one', 'two'],
    })
    broken.add('/big')
    pane.open('/big')
    await settle()
    expect({ path: pane.path, names: names() }).toEqual({ path: '/big', names: ['one'] })
    expect(pane.status).toMatchObject({ state: 'ready', isComplete: false })
    expect(failures.map(({ code }) => code)).toEqual(['server-closed'])
    // What was seen of it is not taken for the folder when somebody comes back.
    broken.clear()
    pane.goBack()
    await settle()
    pane.open('/big')
    await settle()
    expect(names()).toEqual(['one', 'two'])
  })

  it('keeps the old rows until a refresh is complete, and what is chosen in them', async () => {
    const { pane, names, gates, settle, folders } = await openPane({ '/': ['a', 'b', 'c'] })
    pane.select({ names: new Set(['a', 'b']), anchor: 'a', active: 'b' })
    folders['/'] = ['b', 'd']
    let release = () => {}
    gates.set('/', new Promise((resolve) => (release = resolve)))
    pane.refresh()
    await until(() => pane.status.state === 'loading')
    expect(names()).toEqual(['a', 'b', 'c'])
    release()
    await settle()
    expect(names()).toEqual(['b', 'd'])
    expect([...pane.selection.names]).toEqual(['b'])
  })

  it('remembers the way, and chooses the folder it came from', async () => {
    const { pane, settle } = await openPane({ '/': ['www/', 'etc/'], '/www': ['x'] })
    pane.open('/www')
    await settle()
    pane.goUp()
    await settle()
    expect(pane.path).toBe('/')
    expect(pane.back).toEqual(['/', '/www'])
    pane.goBack()
    await settle()
    expect([pane.path, pane.forward]).toEqual(['/www', ['/']])
    pane.goForward()
    await settle()
    expect([pane.path, pane.forward]).toEqual(['/', []])
  })

  it('stays where it is when a folder cannot be opened, and says why', async () => {
    const { pane, names, failures } = await openPane({ '/': ['a'] })
    pane.open('/gone')
    await until(() => failures.length === 1)
    expect(failures[0]).toMatchObject({ code: 'local-not-found', details: { path: '/gone' } })
    expect([pane.path, names(), pane.status.state]).toEqual(['/', ['a'], 'ready'])
    let isFile = false
    pane.open('/gone', { otherwise: () => (isFile = true) })
    await until(() => isFile)
    expect(failures).toHaveLength(1)
  })

  it('shows the error in its place when there is nothing else to show', async () => {
    const { pane } = await openPane({ '/x': [] })
    expect(pane.status).toMatchObject({
      state: 'failed',
      path: '/',
      error: { code: 'local-not-found' },
    })
  })

  it('filters, and hides what begins with a dot', async () => {
    const { pane, names, showHidden } = await openPane({ '/': ['.git/', 'Readme', 'main.ts'] })
    pane.setFilter('READ')
    expect(names()).toEqual(['Readme'])
    pane.setFilter('')
    showHidden.value = false
    expect(names()).toEqual(['main.ts', 'Readme'])
  })

  it('shows a folder that it knows at once, and what is new in it when that is complete', async () => {
    const { pane, names, settle, folders, gates } = await openPane({
      '/': ['www/', 'etc/'],
      '/www': ['a', 'b'],
    })
    pane.open('/www')
    await settle()
    pane.select({ names: new Set(['b']), anchor: 'b', active: 'b' })
    pane.goUp()
    await settle()
    folders['/www'] = ['b', 'c']
    let release = () => {}
    gates.set('/www', new Promise((resolve) => (release = resolve)))
    pane.open('/www')
    expect([pane.path, names(), pane.status.state]).toEqual(['/www', ['a', 'b'], 'loading'])
    expect([...pane.selection.names]).toEqual(['b'])
    release()
    await settle()
    expect(names()).toEqual(['b', 'c'])
    expect([...pane.selection.names]).toEqual(['b'])
    expect([pane.back, pane.forward]).toEqual([['/', '/www', '/'], []])
  })

  it('leaves alone what was chosen while the folder was still coming', async () => {
    const folders = { '/': ['a', 'b', 'sub/'], '/sub/': ['x'] }
    const { pane, gates, settle } = await openPane(folders)
    pane.open('/sub/')
    await settle()
    let release = () => {}
    gates.set('/', new Promise((resolve) => (release = resolve)))
    pane.open('/', { choose: 'sub/' })
    await until(() => pane.path === '/' && pane.chosen.length === 1)
    pane.select({ names: new Set(['b']), anchor: 'b', active: 'b' })
    release()
    await settle()
    expect(pane.chosen.map(({ name }) => name)).toEqual(['b'])
  })

  it('does not show what it remembers of a folder that was changed since', async () => {
    const { pane, names, settle, gates, folders } = await openPane({ '/': ['a/', 'b'], '/a': [] })
    pane.open('/a')
    await settle()
    folders['/'] = ['a/', 'c']
    let open = () => {}
    gates.set('/', new Promise<void>((resolve) => (open = resolve)))
    pane.outdate('/')
    pane.goUp()
    await until(() => names().length === 1)
    expect(names()).toEqual(['a/'])
    open()
    await settle()
    expect(names()).toEqual(['a/', 'c'])
  })

  it('does not go on showing a known folder that is gone', async () => {
    const { pane, settle, folders } = await openPane({ '/': ['www/'], '/www': ['a'] })
    pane.open('/www')
    await settle()
    pane.goUp()
    await settle()
    delete folders['/www']
    pane.open('/www')
    await settle()
    expect(pane.status).toMatchObject({ state: 'failed', error: { code: 'local-not-found' } })
  })

  it('goes several steps back and forward at once', async () => {
    const { pane, settle } = await openPane({ '/': [], '/a': [], '/b': [], '/c': [] })
    for (const path of ['/a', '/b', '/c']) {
      pane.open(path)
      await settle()
    }
    pane.goBack(3)
    await settle()
    expect([pane.path, pane.back, pane.forward]).toEqual(['/', [], ['/c', '/b', '/a']])
    pane.goForward(2)
    await settle()
    expect([pane.path, pane.back, pane.forward]).toEqual(['/b', ['/', '/a'], ['/c']])
  })

  it('reads a watched folder again when something changed in it', async () => {
    const { pane, names, folders, change, watched, settle } = await openPane({
      '/': ['a'],
      '/x': [],
    })
    folders['/'] = ['a', 'b']
    change()
    await until(() => names().join() === 'a,b')
    pane.open('/x')
    await settle()
    expect(watched).toEqual(['/', '/x'])
  })

  it('tells the folders of a folder, known or not', async () => {
    const { pane } = await openPane({ '/': ['www/', 'file'], '/www': ['css/', 'x'] })
    const { signal } = new AbortController()
    expect(await pane.foldersIn('/', signal)).toEqual(['www/'])
    expect(await pane.foldersIn('/www', signal)).toEqual(['css/'])
    await expect(pane.foldersIn('/gone', signal)).rejects.toThrow()
  })

  it('leaves out what saved filters and a comparison leave out', async () => {
    const { pane, names, passes } = await openPane({ '/': ['a', 'b', 'c'] })
    passes.value = ({ name }) => name !== 'a'
    pane.only = ({ name }) => name !== 'b'
    expect(names()).toEqual(['c'])
  })

  it('forgets a listing that was cancelled', async () => {
    const { pane, names, gates } = await openPane({ '/': ['a'], '/big': ['one', 'two'] })
    gates.set('/big', new Promise(() => {}))
    pane.open('/big')
    await until(() => names().join() === 'one')
    pane.cancel()
    expect(pane.status).toEqual({ state: 'ready', isComplete: false, unreadableLines: 0 })
  })
})
