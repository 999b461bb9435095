import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { diagnose, diagnosisCodes } from '../../../electron/engine/knowledge/diagnose.ts'
import type { ProtocolEvent } from '../../../electron/engine/knowledge/events.ts'
import { isChinese } from './language.ts'
import { server, open, secure, login, dataFailed, opened, closed } from './scenarios/pieces.ts'
import { reachingScenarios } from './scenarios/reaching.ts'
import { transferringScenarios } from './scenarios/transferring.ts'
import { script } from './script.ts'
import type { ScriptedEvent } from './script.ts'
import { readTranscript } from './transcripts.ts'
import type { RecordedServer } from './transcripts.ts'

const scenarios = [...reachingScenarios, ...transferringScenarios]

describe('diagnose', () => {
  it.each(scenarios)('$code: $title', ({ code, steps, evidence, cure }) => {
    const events = script(...steps)
    const [verdict] = diagnose(events, 'en')
    expect(verdict?.code).toBe(code)
    expect(verdict?.evidence).toEqual(evidence)
    expect(verdict?.cure?.settings).toEqual(cure)
    expect(verdict?.title).not.toBe('')
    expect(verdict?.text).not.toMatch(/\{\w+\}/)
    expect(isChinese(verdict?.text ?? '')).toBe(false)
  })

  it.each(scenarios)('$code in Chinese: $title', ({ code, steps, cure }) => {
    const [verdict] = diagnose(script(...steps), 'zh-CN')
    expect(verdict?.code).toBe(code)
    expect(isChinese(verdict?.title ?? '') && isChinese(verdict?.text ?? '')).toBe(true)
    expect(verdict?.text).not.toMatch(/\{\w+\}/)
    expect(verdict?.cure !== undefined).toBe(cure !== undefined)
    if (verdict?.cure) expect(isChinese(verdict.cure.label)).toBe(true)
  })

  it('has a scenario for every code', () => {
    expect(new Set(scenarios.map(({ code }) => code))).toEqual(new Set(diagnosisCodes))
  })

  it('names address and port in its words', () => {
    const events = script(
      ...login,
      '> PASV',
      '< 227 Mode (192,168,1,10,195,80)',
      dataFailed('passive', 'ETIMEDOUT'),
    )
    expect(diagnose(events, 'en')[0]?.text).toContain('192.168.1.10')
    expect(diagnose(events, 'en')[0]?.text).toContain('50000')
  })

  it('offers the encoding of the region for damaged names', () => {
    const events = script(...login, '> CWD /\uFFFD', '< 550 No such file or directory')
    expect(diagnose(events, 'zh-CN')[0]?.cure?.settings).toEqual({ encoding: 'gb18030' })
  })

  it('does not blame the encoding where both sides speak UTF-8', () => {
    const events = script(
      ...login,
      '> FEAT',
      '< 211-Features\n UTF8\n211 End',
      '> OPTS UTF8 ON',
      '< 200 UTF8 set to on',
      '> RETR 报告.pdf',
      '< 550 No such file',
    )
    expect(diagnose(events, 'en').map(({ code }) => code)).toEqual(['path-not-found'])
  })

  it.each([
    ['nothing happened', []],
    [
      'all went well',
      [
        ...login,
        '> PASV',
        '< 227 Mode (203,0,113,7,195,80)',
        opened('passive'),
        '> LIST',
        '< 150 Here',
        closed,
        '< 226 Done',
        '> QUIT',
        '< 221 Bye',
        { kind: 'tcp', step: 'closed', host: server, port: 21 },
      ],
    ],
    [
      'an earlier failure was overcome',
      [...login, '> RETR a', '< 550 Gone', '> CWD /b', '< 250 OK'],
    ],
    [
      'a failed attempt was followed by one that worked',
      [
        ...login,
        '> EPSV',
        '< 229 Mode (|||50000|)',
        dataFailed('passive', 'timeout'),
        '> PORT 198,51,100,4,200,10',
        '< 200 OK',
        '> LIST',
        '< 150 Here',
        '< 226 Done',
      ],
    ],
  ] as [string, ScriptedEvent[]][])('stays silent when %s', (_title, steps) => {
    expect(diagnose(script(...steps), 'en')).toEqual([])
  })

  it('does not take a file called ssl for a demand of encryption', () => {
    const events = script(
      ...login,
      '> RETR ssl/key.pem',
      '< 550 ssl/key.pem: No such file or directory',
    )
    expect(diagnose(events, 'en').map(({ code }) => code)).toEqual(['path-not-found'])
  })

  it('does not take too many wrong passwords for too many connections', () => {
    const events = script(
      open,
      '< 220 Hello',
      '> USER a',
      '< 331 Password',
      '> PASS ••',
      '< 421 Too many authentication failures',
    )
    expect(diagnose(events, 'en')[0]?.code).toBe('login-failed')
  })

  it('survives whatever happens', () => {
    const event = fc.constantFrom<ScriptedEvent>(...scenarios.flatMap(({ steps }) => steps))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (steps) => {
        const events = script(...steps)
        for (const { evidence, text } of diagnose(events, 'en')) {
          expect(text).not.toBe('')
          expect(evidence.every((place) => place >= 0 && place < events.length)).toBe(true)
          expect(evidence).toEqual([...new Set(evidence)].sort((one, other) => one - other))
        }
      }),
    )
  })

  // Quadratic work would take minutes here; the limit leaves room for a busy machine.
  it('reads a hundred thousand events in one go', () => {
    const round: ScriptedEvent[] = [
      '> EPSV',
      '< 229 Mode (|||50000|)',
      opened('passive'),
      '> MLSD',
      '< 150 Here',
      closed,
      '< 226 Done',
    ]
    const many = Array.from({ length: 14_000 }, () => round).flat()
    const events = script(...login, ...many, '> RETR a', '< 550 a: No such file or directory')
    const start = performance.now()
    expect(diagnose(events, 'en')[0]?.code).toBe('path-not-found')
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('diagnoses of recorded failures', () => {
  /** A recorded session up to and with the first reply that fits, as events. */
  function recorded(
    name: RecordedServer,
    title: string,
    until: RegExp,
    host: string,
  ): ProtocolEvent[] {
    const session = readTranscript(name).find((candidate) => candidate.title === title)
    const steps: ScriptedEvent[] = [{ kind: 'tcp', step: 'open', host, port: 21 }]
    for (const step of session?.steps ?? []) {
      if (step.kind === 'tls') steps.push(secure)
      else if (step.kind === 'command') steps.push(`> ${step.line}`)
      else {
        steps.push(`< ${step.lines.join('\n')}`)
        if (until.test(step.lines.join('\n'))) break
      }
    }
    return script(...steps)
  }

  it.each([
    ['vsftpd', 'TLS', /session reuse/, 'tls-session-reuse-required'],
    ['proftpd', 'TLS', /Operation not permitted/, 'tls-session-reuse-required'],
    ['proftpd', 'active', /^425/, 'active-port-blocked'],
    ['vsftpd', 'active', /^500 Illegal PORT/, 'nat-in-front-of-port'],
    ['pureftpd', 'active', /I won't open/, 'nat-in-front-of-port'],
    ['proftpd', 'wrong password', /^530/, 'login-failed'],
    ['pureftpd', 'another connection', /^421/, 'connection-limit'],
    ['proftpd', 'another connection', /^530/, 'connection-limit'],
    ['pureftpd', 'refusals', /^550 Can't change/, 'path-not-found'],
    ['proftpd', 'refusals', /Permission denied/, 'permission-denied'],
    ['vsftpd', 'idle', /^421/, 'idle-timeout'],
    ['pureftpd', 'idle', /^421/, 'idle-timeout'],
  ] as const)('%s, %s, %s: %s', (name, title, until, code) => {
    // The recording was made on loopback; only a public server makes 10.0.0.1 unreachable.
    const host = code === 'nat-in-front-of-port' ? server : '127.0.0.1'
    const events = recorded(name, title, until, host)
    const last = events.at(-1)
    expect(last?.kind === 'reply' && until.test(last.lines.join('\n'))).toBe(true)
    expect(diagnose(events, 'en')[0]?.code).toBe(code)
  })
})
