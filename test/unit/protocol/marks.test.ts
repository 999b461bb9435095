import { describe, expect, it } from 'vitest'
import type { ProtocolItem } from '../../../electron/contract/protocolLog.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { explainLine } from '../../../electron/engine/protocol/explain.ts'
import { createMarks } from '../../../electron/engine/protocol/marks.ts'
import { streamProtocol } from '../../../electron/engine/protocolStream.ts'

function begin(capacity?: number) {
  const transcript = createTranscript(capacity)
  const marks = createMarks(transcript)
  const at = { sessionId: 's', connection: 1 }
  const command = (text: string) =>
    transcript.record({ ...at, kind: 'command', verb: text.split(' ')[0]!, text })
  const reply = (code: number, line: string, verb?: string) =>
    transcript.record({ ...at, kind: 'reply', code, lines: [line], ...(verb ? { verb } : {}) })
  const open = (host: string) =>
    transcript.record({
      ...at,
      kind: 'tcp',
      step: 'open',
      local: { host: '192.0.2.9', port: 40_000 },
      remote: { host, port: 21 },
    })
  const explain = (seq: number, locale: 'en' | 'zh-CN' = 'en') =>
    explainLine(transcript, marks, seq, locale)
  return { transcript, marks, command, reply, open, explain }
}
const codes = (explained: ReturnType<ReturnType<typeof begin>['explain']>) =>
  explained?.explanation.warnings.map(({ code }) => code)

describe('marks and explanations', () => {
  it('mark a reply that breaks the order, and say what was expected', () => {
    const { reply, command, marks, explain } = begin()
    reply(220, '220 Hello')
    command('USER ann')
    const odd = reply(150, '150 Here it comes', 'USER')
    expect(marks.findingOf(odd.seq)).toMatchObject({ ok: false })
    expect(codes(explain(odd.seq))).toContain('out-of-sequence')
    expect(explain(odd.seq, 'zh-CN')?.explanation.warnings.at(-1)?.text).toMatch(/\p{Script=Han}/u)
  })

  it('warn of a password in the clear, and not under TLS', () => {
    const plain = begin()
    plain.reply(220, '220 Hello')
    expect(codes(plain.explain(plain.command('PASS ••••••').seq))).toContain('password-in-clear')
    const secure = begin()
    secure.transcript.record({ sessionId: 's', connection: 1, kind: 'tls', step: 'open' })
    expect(codes(secure.explain(secure.command('PASS ••••••').seq))).not.toContain(
      'password-in-clear',
    )
  })

  it('take 227 apart, and warn of a private address from a public server', () => {
    const { open, reply, command, explain } = begin()
    open('203.0.113.5')
    reply(220, '220 Hello')
    command('PASV')
    const { seq } = reply(227, '227 Entering Passive Mode (192,168,8,32,8,82)', 'PASV')
    const explained = explain(seq)
    expect(explained?.explanation.calculation).toMatchObject({
      host: '192.168.8.32',
      port: 2_130,
      numbers: { octets: [192, 168, 8, 32], p1: 8, p2: 82 },
    })
    expect(codes(explained)).toContain('private-passive-address')
    expect(explained?.command?.text).toBe('PASV')
  })

  it('tell 522 after EPRT from 522 after STOR', () => {
    const { reply, command, explain } = begin()
    reply(220, '220 Hello')
    command('EPRT |2|::1|5000|')
    const eprt = explain(reply(522, '522 Network protocol not supported, use (1)', 'EPRT').seq)
    command('STOR a')
    const stor = explain(
      reply(522, '522 SSL connection failed; session reuse required', 'STOR').seq,
    )
    expect(eprt?.explanation.title).not.toBe(stor?.explanation.title)
  })
})

describe('transcript', () => {
  it('tells a slow reader what it missed, and not what was cleared', async () => {
    const { transcript, command } = begin(200_000)
    const items: ProtocolItem[] = []
    const stop = new AbortController()
    let release = () => {}
    const send = (batch: ProtocolItem[]) => {
      items.push(...batch)
      return new Promise<void>((resolve) => (release = resolve))
    }
    command('FIRST')
    streamProtocol(transcript, { send, signal: stop.signal }, {})
    for (let index = 0; index < 5_000; index++) command('NOOP')
    release()
    await expect.poll(() => items.find((item) => item.kind === 'skipped')).toBeDefined()
    const skipped = items.find((item) => item.kind === 'skipped')
    const events = items.filter((item) => item.kind === 'command')
    expect(skipped?.kind === 'skipped' && skipped.count + events.length).toBe(5_001)
    const before = items.length
    transcript.clear()
    command('AFTER')
    release()
    await expect.poll(() => items.length).toBe(before + 1)
    expect(items.at(-1)).toMatchObject({ kind: 'command', text: 'AFTER' })
    stop.abort()
    release()
  })
})
