import { describe, expect, it } from 'vitest'
import type { ProtocolEvent, ProtocolItem } from '../../../electron/contract/protocolLog.ts'
import { cut, drawRow, layOut } from '../../../renderer/features/diagram/drawing.ts'
import { buildLadder } from '../../../renderer/features/diagram/ladder.ts'
import type { LadderOptions, LadderRow } from '../../../renderer/features/diagram/ladder.ts'
import { pictureOf } from '../../../renderer/features/diagram/picture.ts'
import { findTriangle } from '../../../renderer/features/diagram/triangle.ts'
import { wordRow } from '../../../renderer/features/diagram/words.ts'
import { createLog } from '../../../renderer/features/protocolLog/logModel.ts'
import { visibleRows } from '../../../renderer/features/protocolLog/visibleRows.ts'
import { reportPage } from '../../../renderer/features/protocolLog/report.ts'
import { jsonLines } from '../../../renderer/features/protocolLog/useSaveLog.ts'

let seq = 0
type Without<T> = T extends unknown
  ? Omit<T, 'seq' | 'sessionId' | 'connection' | 'time' | 'at'>
  : never
const event = (input: Without<ProtocolEvent> & { connection?: number }): ProtocolEvent => ({
  seq: seq++,
  sessionId: 's',
  connection: 1,
  time: 0,
  at: seq,
  ...input,
})
const command = (text: string, more: object = {}) =>
  event({ kind: 'command', verb: text.split(' ')[0]!, text, ...more })
const reply = (code: number, line: string, more: object = {}) =>
  event({ kind: 'reply', code, lines: [line], ...more })
const ends = {
  local: { host: '127.0.0.1', port: 50_000 },
  remote: { host: '127.0.0.1', port: 2_130 },
}
const data = (
  mode: 'passive' | 'active',
  step: 'listening' | 'dialling' | 'open' | 'closed' | 'failed',
  more: object = {},
) => event({ kind: 'data', channel: 1, mode, step, ...ends, ...more })
const groupsOf = (items: ProtocolItem[]) => {
  const log = createLog(10_000)
  log.add(items)
  return log.groups
}
const ladder = (items: ProtocolItem[], options: Partial<LadderOptions> = {}) =>
  buildLadder(groupsOf(items), { expanded: new Set(), collapsesRepeats: true, ...options })
const brief = (rows: LadderRow[]) =>
  rows.map((row) => ('from' in row ? `${row.kind} ${row.from} > ${row.to}` : row.kind))
const job = (number: number, verb: string, subject: string) => [
  event({ kind: 'operation', verb: 'list', subject, operation: number }),
  command(verb, { operation: number }),
  reply(226, '226 Done', { operation: number }),
  event({ kind: 'operation-end', outcome: 'done', duration: 1, operation: number }),
]

describe('ladder', () => {
  it("draws passive and active as each other's mirror", () => {
    const passive = ladder([
      data('passive', 'listening'),
      data('passive', 'dialling'),
      data('passive', 'open'),
      data('passive', 'closed', { received: 10, sent: 0, by: 'server' }),
    ])
    const active = ladder([
      data('active', 'listening'),
      data('active', 'open'),
      data('active', 'closed', { received: 10, sent: 0, by: 'server' }),
    ])
    expect(brief(passive)).toEqual([
      'listen',
      'open client-data > server-data',
      'bytes server-data > client-data',
      'close server-data > client-data',
    ])
    expect(brief(active)).toEqual([
      'listen',
      'open server-data > client-data',
      'bytes server-data > client-data',
      'close server-data > client-data',
    ])
    expect(passive[0]).toMatchObject({ at: 'server-data', port: 2_130 })
    expect(active[0]).toMatchObject({ at: 'client-data', port: 50_000 })
  })

  it('draws an upload from the client, and the end from the side that ended', () => {
    const rows = ladder([data('passive', 'closed', { received: 0, sent: 10, by: 'client' })])
    expect(brief(rows)).toEqual([
      'bytes client-data > server-data',
      'close client-data > server-data',
    ])
  })

  it('opens the handshake up into its three packets', () => {
    const items = [data('passive', 'dialling'), data('passive', 'open')]
    const [open] = ladder(items)
    const rows = ladder(items, { expanded: new Set([open!.key]) })
    expect(rows.map((row) => (row.kind === 'packet' ? row.name : row.kind))).toEqual([
      'open',
      'SYN',
      'SYN-ACK',
      'ACK',
    ])
    expect(brief(rows)[2]).toBe('packet server-data > client-data')
  })

  it('shows a dial that failed, and one that is still waiting', () => {
    const failed = ladder([data('passive', 'dialling'), data('passive', 'failed')])
    expect(failed).toMatchObject([{ kind: 'open', state: 'failed', isTrouble: true }])
    expect(ladder([data('passive', 'dialling')])).toMatchObject([{ state: 'dialling' }])
  })

  it('joins equal jobs in a row, until it is opened up', () => {
    const items = [1, 2, 3, 4].flatMap((number) => job(number, 'MLSD', `/${number}`))
    const rows = ladder([...items, ...job(5, 'PWD', '/')])
    expect(rows.map(({ kind }) => kind)).toEqual([
      'job',
      'message',
      'message',
      'repeat',
      'job',
      'message',
      'message',
    ])
    const repeat = rows[3]!
    expect(repeat).toMatchObject({ count: 4 })
    expect(ladder(items, { expanded: new Set([repeat.key]) })).toHaveLength(13)
    expect(ladder(items, { collapsesRepeats: false })).toHaveLength(12)
  })

  it('joins jobs whose two connections were heard in another order', () => {
    const listing = (operation: number, isDialledFirst: boolean) => {
      const opening = () => reply(150, '150 Here it comes', { operation })
      const dialled = () => data('active', 'open', { operation })
      return [
        event({ kind: 'operation', verb: 'list', subject: '/', operation }),
        command('MLSD', { operation }),
        ...(isDialledFirst ? [dialled(), opening()] : [opening(), dialled()]),
        reply(226, '226 Done', { operation }),
        event({ kind: 'operation-end', outcome: 'done', duration: 1, operation }),
      ]
    }
    const items = [true, false, true].flatMap((isFirst, index) => listing(index + 1, isFirst))
    expect(ladder(items).at(-1)).toMatchObject({ kind: 'repeat', count: 3 })
    const failed = [...items, ...job(4, 'MLSD', '/'), ...listing(5, true), ...listing(6, false)]
    expect(ladder(failed).filter(({ kind }) => kind === 'repeat')).toHaveLength(1)
  })
})

describe('triangle', () => {
  it('is found where an address of one server is told to another', () => {
    const groups = groupsOf([
      event({ kind: 'tcp', step: 'open', ...ends, connection: 1 }),
      event({ kind: 'tcp', step: 'open', ...ends, connection: 2 }),
      command('PASV', { connection: 2 }),
      reply(227, '227 Entering Passive Mode (127,0,0,1,8,82)', { connection: 2 }),
      command('PORT 127,0,0,1,8,82', { connection: 1 }),
      command('RETR a', { connection: 1 }),
      command('STOR a', { connection: 2 }),
    ])
    expect(findTriangle(groups)).toMatchObject({
      passive: { connection: 2 },
      active: { connection: 1 },
      address: { host: '127.0.0.1', port: 2_130 },
      from: 'active',
    })
  })

  it('is not seen in a session of its own PASV and PORT', () => {
    const groups = groupsOf([
      command('PASV'),
      reply(227, '227 Entering Passive Mode (127,0,0,1,8,82)'),
      command('PORT 127,0,0,1,8,82'),
      command('RETR a'),
    ])
    expect(findTriangle(groups)).toBeUndefined()
  })
})

/** Names that try to move, hide, run or pretend. */
const spoofs = [
  'gpj.\u202eexe',
  '\u001b[2J\u001b[31mred',
  'a\r\n230 Logged in',
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '{{7*7}}',
  'one\u2028two\u2066three',
  '\u009b31m',
  '&lt;b&gt;',
]
const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/

describe('words of servers', () => {
  const rows = ladder(
    spoofs.flatMap((text) => [command(`RETR ${text}`), reply(550, `550 ${text}`)]),
  )

  it('are harmless on the ladder', () => {
    for (const row of rows) expect(wordRow(row, '').label).not.toMatch(harmful)
    const geometry = layOut(900, 30)
    for (const row of rows) {
      const shapes = drawRow(row, geometry, wordRow(row, ''))
      // The side comes from the kind of event, whatever the text pretends.
      const line = shapes.find((one) => one.shape === 'line')!
      expect(line.x1 < line.x2).toBe(row.event.kind === 'command')
    }
  })

  it('are harmless in an exported picture and in a report', () => {
    const items = spoofs.flatMap((text) => [command(`RETR ${text}`), reply(550, `550 ${text}`)])
    const shown = visibleRows(groupsOf(items), {
      level: 'everything',
      kinds: new Set(['command', 'reply']),
      scope: { of: 'all' },
      search: undefined,
      isFolded: () => false,
    })
    const picture = pictureOf(rows)
    const page = reportPage(shown, picture)
    for (const text of [picture, page]) {
      expect(text).not.toMatch(/<(script|img)\b/i)
      expect(text.replaceAll('\n', '')).not.toMatch(harmful)
    }
    expect(page).toContain("default-src 'none'")
    const lines = jsonLines(shown).trimEnd().split('\n')
    expect(lines).toHaveLength(items.length)
    expect(lines.map((line) => JSON.parse(line) as ProtocolEvent)).toEqual(items)
  })

  it('are cut to what fits, by their width', () => {
    expect(cut('abcdef', 6.7 * 6)).toBe('abcdef')
    expect(cut('abcdefg', 6.7 * 6)).toBe('abcde…')
    expect(cut('信信信信', 6.7 * 6)).toHaveLength(3)
  })
})
