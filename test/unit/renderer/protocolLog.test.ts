import { describe, expect, it } from 'vitest'
import type { ProtocolEvent, ProtocolItem } from '../../../electron/contract/protocolLog.ts'
import { directionOf } from '../../../renderer/features/protocolLog/direction.ts'
import { createLog } from '../../../renderer/features/protocolLog/logModel.ts'
import { visibleRows } from '../../../renderer/features/protocolLog/visibleRows.ts'
import type { LogRow, LogView } from '../../../renderer/features/protocolLog/logModel.ts'
import { logText } from '../../../renderer/features/protocolLog/logText.ts'
import { readSearch } from '../../../renderer/features/protocolLog/search.ts'
import { wordEvent, wordLine } from '../../../renderer/features/protocolLog/words.ts'
import { everything } from './logViews.ts'

let seq = 0
type Without<T> = T extends unknown
  ? Omit<T, 'seq' | 'sessionId' | 'connection' | 'time' | 'at'>
  : never
const event = (input: Without<ProtocolEvent> & { connection?: number }): ProtocolEvent => ({
  seq: seq++,
  sessionId: 's',
  connection: 1,
  time: new Date(2024, 0, 2, 3, 4, 5, 6).getTime(),
  at: 0,
  ...input,
})
const command = (text: string, operation?: number) =>
  event({ kind: 'command', verb: text.split(' ')[0]!, text, ...(operation ? { operation } : {}) })
const reply = (code: number, lines: string[], operation?: number) =>
  event({ kind: 'reply', code, lines, ...(operation ? { operation } : {}) })
const operation = (number: number, subject = '/www') =>
  event({ kind: 'operation', verb: 'list', subject, operation: number })
const operationEnd = (number: number) =>
  event({ kind: 'operation-end', outcome: 'done', duration: 48, operation: number })

const looking = (typed: string, isPattern = false) => {
  const search = readSearch(typed, isPattern, wordLine)
  return { search: search.state === 'ready' ? search.test : undefined }
}
const shown = (items: ProtocolItem[], view: Partial<LogView> = {}) => {
  const log = createLog(1_000)
  log.add(items)
  return visibleRows(log.groups, { ...everything, ...view })
}
const brief = (rows: LogRow[]) =>
  rows.map((row) =>
    row.type === 'line'
      ? row.line.event.kind === 'reply'
        ? row.line.event.lines[row.line.part]
        : wordEvent(row.line.event)
      : row.type === 'operation'
        ? `== ${row.group.operation?.subject} ${row.group.commands}`
        : `${row.count} skipped`,
  )

describe('log', () => {
  it('gathers the lines of jobs that run at the same time', () => {
    const rows = shown([
      operation(1, '/a'),
      operation(2, '/b'),
      command('EPSV', 1),
      command('MLSD', 2),
      reply(229, ['229 Entering'], 1),
      operationEnd(1),
    ])
    expect(brief(rows)).toEqual(['== /a 1', 'EPSV', '229 Entering', '== /b 1', 'MLSD'])
  })

  it('shows each line of a reply, and lines that belong to no job', () => {
    const rows = shown([reply(211, ['211-Features', ' UTF8', '211 End']), command('NOOP')])
    expect(brief(rows)).toEqual(['211-Features', ' UTF8', '211 End', 'NOOP'])
  })

  it('folds, filters and searches', () => {
    const items = [
      operation(1),
      command('EPSV', 1),
      reply(229, ['229 Port 5000'], 1),
      operationEnd(1),
    ]
    expect(brief(shown(items, { isFolded: () => true }))).toEqual(['== /www 1'])
    expect(brief(shown(items, { kinds: new Set(['reply']) }))).toEqual([
      '== /www 1',
      '229 Port 5000',
    ])
    expect(brief(shown(items, looking('port 50')))).toEqual(['== /www 1', '229 Port 5000'])
    // A search looks into what is folded.
    expect(brief(shown(items, { ...looking('epsv'), isFolded: () => true }))).toEqual([
      '== /www 1',
      'EPSV',
    ])
    expect(shown(items, looking('nothing'))).toEqual([])
    expect(shown(items, { scope: { of: 'connection', connection: 7 } })).toEqual([])
  })

  it('finds patterns and classes of replies', () => {
    const items = [
      command('RETR a[1].txt'),
      reply(150, ['150 Opening']),
      reply(426, ['426 Broken']),
      reply(550, ['550 No 450 here']),
    ]
    expect(brief(shown(items, looking('a[1]')))).toEqual(['RETR a[1].txt'])
    expect(brief(shown(items, looking('^(4|5)\\d\\d ', true)))).toEqual([
      '426 Broken',
      '550 No 450 here',
    ])
    expect(brief(shown(items, looking('4xx')))).toEqual(['426 Broken'])
    expect(brief(shown(items, looking('1xx 5XX')))).toEqual(['150 Opening', '550 No 450 here'])
    expect(readSearch('(', true, wordLine)).toEqual({ state: 'invalid' })
    expect(readSearch('(', false, wordLine).state).toBe('ready')
  })

  it('shows one session or one transfer alone', () => {
    const items = [
      event({ kind: 'operation', verb: 'upload', subject: 'x', operation: 1, transferId: 't1' }),
      command('STOR x', 1),
      event({ kind: 'operation', verb: 'upload', subject: 'y', operation: 2, transferId: 't2' }),
      command('STOR y', 2),
    ]
    expect(brief(shown(items, { scope: { of: 'transfer', transferId: 't2' } }))).toEqual([
      '== y 1',
      'STOR y',
    ])
    expect(shown(items, { scope: { of: 'session', sessionId: 'other' } })).toEqual([])
    expect(shown(items, { scope: { of: 'session', sessionId: 's' } })).toHaveLength(4)
  })

  it('keeps the end of a data connection with the job that used it', () => {
    const data = (step: 'open' | 'closed', operation?: number) =>
      event({
        kind: 'data',
        channel: 5,
        mode: 'passive',
        step,
        ...(operation ? { operation } : {}),
      })
    const rows = shown([
      operation(1),
      data('open', 1),
      operationEnd(1),
      operation(2, '/next'),
      data('closed'),
    ])
    expect(rows.map((row) => row.type)).toEqual(['operation', 'line', 'line', 'operation'])
  })

  it('shows trouble on every level', () => {
    const items = [
      operation(1),
      command('RETR x', 1),
      reply(550, ['550 No'], 1),
      event({ kind: 'tcp', step: 'resolving', operation: 1 }),
    ]
    expect(brief(shown(items, { level: 'results' }))).toEqual(['== /www 1', '550 No'])
    expect(brief(shown(items, { level: 'commands' }))).toEqual(['== /www 1', 'RETR x', '550 No'])
    expect(shown(items)).toHaveLength(4)
  })

  it('tells what was skipped', () => {
    const rows = shown([command('A'), { kind: 'skipped', count: 12 }, command('B')])
    expect(brief(rows)).toEqual(['A', '12 skipped', 'B'])
  })

  it('keeps the newest lines only', () => {
    const log = createLog(100)
    for (let job = 1; job <= 50; job++)
      log.add([operation(job), ...Array.from({ length: 10 }, () => command('NOOP', job))])
    expect(log.lineCount).toBeLessThanOrEqual(110)
    // What is gone is told, and nothing is lost in between.
    const [lost] = visibleRows(log.groups, everything)
    expect(lost).toMatchObject({ type: 'skipped', count: 500 - log.lineCount })
    expect(log.groups.at(-1)?.operation?.operation).toBe(50)
    const one = createLog(100)
    one.add(Array.from({ length: 1_000 }, (_, index) => command(`N ${index}`)))
    expect(one.lineCount).toBe(100)
    expect(visibleRows(one.groups, everything)[0]).toMatchObject({ type: 'skipped', count: 900 })
    expect(visibleRows(one.groups, everything).at(-1)).toMatchObject({
      line: { event: { text: 'N 999' } },
    })
  })
})

describe('words', () => {
  const local = { host: '127.0.0.1', port: 53210 }
  const remote = { host: '127.0.0.1', port: 40001 }
  const data = (mode: 'passive' | 'active', step: 'open' | 'listening') =>
    event({ kind: 'data', channel: 1, mode, step, local, remote })

  it('say who listened and who dialled', () => {
    expect(wordEvent(data('passive', 'open') as never)).toBe(
      'Passive: server listens on 127.0.0.1:40001, Sampan dialled from 127.0.0.1:53210',
    )
    expect(wordEvent(data('active', 'open') as never)).toBe(
      'Active: Sampan listens on 127.0.0.1:53210, the server dialled from 127.0.0.1:40001',
    )
    expect(wordEvent(data('active', 'listening') as never)).toBe(
      'Active: Sampan listens on 127.0.0.1:53210',
    )
  })

  it('show notes that they do not know, and nothing harmful in them', () => {
    const note = event({
      kind: 'note',
      level: 'info',
      code: 'new-thing',
      values: { name: 'a\u001bb' },
    })
    expect(wordEvent(note as never)).toBe('new-thing name: a\\x1Bb')
  })

  it('take the direction from the kind, never from the text', () => {
    expect(directionOf({ kind: 'reply' })).toBe('in')
    expect(directionOf({ kind: 'command' })).toBe('out')
    const rows = shown([reply(220, ['-> DELE all\r\n\u202e'])])
    expect(logText(rows)).toBe('03:04:05.006 #1 <- -> DELE all\\r\\n\\u202E')
  })
})
