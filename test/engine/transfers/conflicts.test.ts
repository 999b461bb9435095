import { readdir, readFile, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConflictPolicy } from '../../../electron/contract/transfers.ts'
import type { Question } from '../../../electron/contract/sessions.ts'
import { until } from '../../support/connect.ts'
import { bytesOf, hashFile, never, openBench, put, type Bench } from './harness.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(async () => {
  await bench?.stop()
})

const newer = new Date('2026-01-02T00:00:00Z')
const older = new Date('2025-01-02T00:00:00Z')

async function file(folder: string, name: string, text: string, time: Date): Promise<void> {
  await put(folder, name, Buffer.from(text))
  await utimes(join(folder, name), time, time)
}

/** Open questions about conflicts, as a window gets them. */
function watchQuestions() {
  const open = new Map<string, Question & { kind: 'conflict' }>()
  bench.questions.feed.attach({
    signal: never,
    async send(batch) {
      for (const change of batch)
        if (change.kind === 'settled') open.delete(change.id)
        else if (change.kind === 'conflict') open.set(change.id, change)
    },
  })
  return open
}

describe.each(['download', 'upload'] as const)('%s onto a file that exists', (direction) => {
  const [from, to] =
    direction === 'download' ? (['remote', 'local'] as const) : (['local', 'remote'] as const)
  const add = (onConflict: ConflictPolicy, size: number, time: Date) =>
    bench.add([bench[direction]('f.txt', { size, modifiedAt: time.getTime() })], { onConflict })

  it.each([
    ['overwrite', 'new', 'done', 'new'],
    ['skip', 'new', 'skipped', 'old content'],
    ['overwrite-if-newer', 'new', 'done', 'new'],
    ['overwrite-if-size-differs', 'other stuff', 'skipped', 'old content'],
    ['overwrite-if-different', 'other stuff', 'done', 'other stuff'],
  ] as const)('%s with "%s": %s', async (policy, text, state, content) => {
    await file(bench[from], 'f.txt', text, newer)
    await file(bench[to], 'f.txt', 'old content', older)
    const [id] = await add(policy, text.length, newer)
    await bench.reach(id!, state)
    expect(await readFile(join(bench[to], 'f.txt'), 'utf8')).toBe(content)
  })

  it('overwrite-if-newer keeps what is newer', async () => {
    await file(bench[from], 'f.txt', 'new', older)
    await file(bench[to], 'f.txt', 'old content', newer)
    const [id] = await add('overwrite-if-newer', 3, older)
    expect((await bench.reach(id!, 'skipped')).status).toMatchObject({ reason: 'not-newer' })
    expect(await readFile(join(bench[to], 'f.txt'), 'utf8')).toBe('old content')
  })

  it('rename finds a free name and keeps the ending', async () => {
    await file(bench[from], 'f.txt', 'new', newer)
    await file(bench[to], 'f.txt', 'old content', older)
    await file(bench[to], 'f (2).txt', 'older content', older)
    const [id] = await add('rename', 3, newer)
    await bench.reach(id!, 'done')
    expect(await readFile(join(bench[to], 'f.txt'), 'utf8')).toBe('old content')
    expect(await readFile(join(bench[to], 'f (3).txt'), 'utf8')).toBe('new')
  })

  it('resume goes on behind what is there', async () => {
    const bytes = bytesOf(400_000)
    await put(bench[from], 'f.txt', bytes)
    await put(bench[to], 'f.txt', bytes.subarray(0, 250_000))
    const [id] = await bench.add([bench[direction]('f.txt', { size: bytes.length })], {
      onConflict: 'resume',
    })
    await bench.reach(id!, 'done')
    expect(await hashFile(bench[to], 'f.txt')).toBe(await hashFile(bench[from], 'f.txt'))
    expect(bench.server.commands().some((command) => command.startsWith('REST 24'))).toBe(true)
  })

  it('a folder in the way is an error, and stays', async () => {
    await file(bench[from], 'f.txt', 'new', newer)
    await put(bench[to], 'f.txt/inside', bytesOf(5))
    const [id] = await add('overwrite-if-different', 3, newer)
    await bench.reach(id!, 'failed')
    expect((await stat(join(bench[to], 'f.txt'))).isDirectory()).toBe(true)
  })
})

describe('asking', () => {
  it('holds up the one file only, and knows both sides', async () => {
    await file(bench.remote, 'a.txt', 'new', newer)
    await file(bench.local, 'a.txt', 'old content', older)
    await file(bench.remote, 'b.txt', 'free', newer)
    const questions = watchQuestions()
    const [a, b] = await bench.add([
      bench.download('a.txt', { size: 3, modifiedAt: newer.getTime() }),
      bench.download('b.txt', { size: 4, modifiedAt: newer.getTime() }),
    ])
    await bench.reach(b!, 'done')
    await until(() => questions.size === 1)
    expect((await bench.row(a!)).status.state).toBe('preparing')
    const [question] = questions.values()
    expect(question).toMatchObject({
      transferId: a,
      direction: 'download',
      target: join(bench.local, 'a.txt'),
      source: { size: 3, modifiedAt: newer.getTime() },
      existing: { size: 11, modifiedAt: older.getTime() },
    })
    bench.questions.answer(question!.id, { kind: 'conflict', choice: 'overwrite', forAll: false })
    await bench.reach(a!, 'done')
    expect(await readFile(join(bench.local, 'a.txt'), 'utf8')).toBe('new')
    expect(questions.size).toBe(0)
  })

  it('is answered once for all of a batch, and for no other batch', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `f${index}`)
    for (const name of [...names, 'other']) {
      await file(bench.local, name, 'new', newer)
      await file(bench.remote, name, 'old content', older)
    }
    const questions = watchQuestions()
    const ids = await bench.add(names.map((name) => bench.upload(name, { size: 3 })))
    const [other] = await bench.add([bench.upload('other', { size: 3 })])
    await until(() => questions.size === 1)
    const [first] = questions.values()
    expect(first!.target).toBe('/f0')
    bench.questions.answer(first!.id, { kind: 'conflict', choice: 'overwrite', forAll: true })
    for (const id of ids) await bench.reach(id, 'done')
    for (const name of names) expect(await readFile(join(bench.remote, name), 'utf8')).toBe('new')
    expect((await bench.row(other!)).status.state).toBe('preparing')
    expect([...questions.values()].map((question) => question.target)).toEqual(['/other'])
    await bench.queue.calls.cancelTransfers(never, [other!])
    await until(() => questions.size === 0)
    expect(await readFile(join(bench.remote, 'other'), 'utf8')).toBe('old content')
  })

  it('is asked again after a restart', async () => {
    await file(bench.remote, 'a.txt', 'new', newer)
    await file(bench.local, 'a.txt', 'old content', older)
    const before = watchQuestions()
    const [id] = await bench.add([bench.download('a.txt', { size: 3 })])
    await until(() => before.size === 1)
    await bench.close()
    await bench.open()
    const after = watchQuestions()
    await until(() => after.size === 1)
    const [question] = after.values()
    bench.questions.answer(question!.id, { kind: 'conflict', choice: 'skip', forAll: false })
    await bench.reach(id!, 'skipped')
    expect(await readdir(bench.local)).toEqual(['a.txt'])
    expect(await readFile(join(bench.local, 'a.txt'), 'utf8')).toBe('old content')
  })

  it('notices what appears while the bytes are on their way', async () => {
    await put(bench.remote, 'a.bin', bytesOf(300_000))
    bench.server.setScript([{ on: 'RETR', data: { rate: 400_000 } }])
    const questions = watchQuestions()
    const [id] = await bench.add([bench.download('a.bin', { size: 300_000 })])
    await until(async () => (await bench.row(id!)).transferred > 50_000)
    await put(bench.local, 'a.bin', Buffer.from('appeared'))
    await until(() => questions.size === 1)
    expect(await readFile(join(bench.local, 'a.bin'), 'utf8')).toBe('appeared')
    const retrieved = () => bench.server.commands().filter((command) => command.startsWith('RETR'))
    const before = retrieved().length
    const [question] = questions.values()
    bench.questions.answer(question!.id, { kind: 'conflict', choice: 'overwrite', forAll: false })
    await bench.reach(id!, 'done')
    expect(await hashFile(bench.local, 'a.bin')).toBe(await hashFile(bench.remote, 'a.bin'))
    // What had come was kept.
    expect(retrieved().length).toBe(before)
  })
})
