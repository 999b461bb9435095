import { afterEach, describe, expect, it } from 'vitest'
import type { Comparison, TourItem } from '../../../electron/contract/explain.ts'
import type { ProtocolEvent } from '../../../electron/contract/protocolLog.ts'
import { createTranscript } from '../../../electron/engine/ftp/transcript.ts'
import { compareModes } from '../../../electron/engine/protocol/compare.ts'
import { createMarks } from '../../../electron/engine/protocol/marks.ts'
import { createTour } from '../../../electron/engine/protocol/tour.ts'
import { never } from '../../support/connect.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

function begin() {
  const transcript = createTranscript()
  const marks = createMarks(transcript)
  const tour = createTour(transcript)
  ends.push(() => tour.end())
  const run = async (id: string): Promise<ProtocolEvent[]> => {
    const items: TourItem[] = []
    const send = async (batch: TourItem[]) => void items.push(...batch)
    await tour.run({ signal: never, send }, id)
    return items.flatMap((item) => (item.kind === 'point' ? [transcript.find(item.seq)!] : []))
  }
  return { transcript, marks, tour, run }
}
const said = (events: readonly ProtocolEvent[]) =>
  events.map((event) =>
    event.kind === 'command'
      ? event.verb
      : event.kind === 'reply'
        ? String(event.code)
        : 'step' in event
          ? `${event.kind} ${event.step}`
          : event.kind,
  )

describe('the guided tour', () => {
  it('runs every step with real commands, and points at real lines', async () => {
    const { transcript, marks, tour, run } = begin()
    const pointed = new Map<string, string[]>()
    for (const { id } of tour.steps('en')) pointed.set(id, said(await run(id)))
    expect(pointed.get('control-connection')).toEqual(['tcp dialling', 'tcp open', '220'])
    expect(pointed.get('login')).toEqual(expect.arrayContaining(['USER', '331', 'PASS', '230']))
    expect(pointed.get('passive')).toEqual(['EPSV', '229', 'data dialling', 'data open'])
    expect(pointed.get('port-arithmetic')).toEqual(['PASV', '227'])
    expect(pointed.get('active')).toEqual(['data listening', 'PORT', '200', 'data open'])
    expect(pointed.get('upload')).toEqual(['STOR', '150', '226', 'SIZE', '213'])
    expect(pointed.get('resume')).toEqual(
      expect.arrayContaining(['RETR', 'ABOR', '426', 'REST', '350']),
    )
    expect(pointed.get('tls')).toEqual(
      expect.arrayContaining(['AUTH', '234', 'tls started', 'tls open', 'PBSZ', 'PROT']),
    )
    expect(pointed.get('third-party')).toEqual(
      expect.arrayContaining(['PASV', '227', 'PORT', '200', 'STOR', 'RETR', '226']),
    )
    expect(pointed.get('goodbye')).toEqual(expect.arrayContaining(['QUIT', '221', 'tcp closed']))
    const disorder = transcript.events().filter(({ seq }) => marks.findingOf(seq))
    expect(said(disorder)).toEqual([])
    expect(
      transcript.events().some((e) => e.kind === 'operation-end' && e.outcome !== 'done'),
    ).toBe(false)
  })

  it('can be entered anywhere, and gone back', async () => {
    const { run } = begin()
    expect(said(await run('active'))).toContain('PORT')
    expect(said(await run('passive'))).toContain('EPSV')
  })

  it('has words for every step in both languages', () => {
    const { tour } = begin()
    for (const { title, text } of tour.steps('zh-CN')) {
      expect(title).toMatch(/\p{Script=Han}/u)
      expect(text).toMatch(/\p{Script=Han}/u)
    }
  })
})

describe('comparing the modes', () => {
  it('fetches the same file in both, with the arrows turned around', async () => {
    const transcript = createTranscript()
    const known: Comparison[] = []
    const send = async (items: Comparison[]) => void known.push(...items)
    await compareModes(transcript, { signal: never, send }, 'real')
    expect(known).toHaveLength(1)
    const { passive, active } = known[0]!
    const of = (sessionId: string) =>
      transcript.events().filter((event) => event.sessionId === sessionId)
    const data = (sessionId: string) => of(sessionId).filter((event) => event.kind === 'data')
    expect(said(of(passive))).toEqual(expect.arrayContaining(['PASV', '227', 'RETR', '226']))
    expect(said(of(active))).toEqual(expect.arrayContaining(['PORT', 'RETR', '226']))
    const [there, here] = [data(passive).at(-1), data(active).at(-1)]
    expect(there).toMatchObject({ mode: 'passive', step: 'closed' })
    expect(here).toMatchObject({ mode: 'active', step: 'closed' })
    expect(there?.kind === 'data' && there.received).toBe(here?.kind === 'data' && here.received)
    // The data connection ends before the goodbye, as it is drawn.
    for (const sessionId of [passive, active]) {
      const order = said(of(sessionId))
      expect(order.indexOf('data closed')).toBeLessThan(order.indexOf('QUIT'))
    }
  })

  it('is live: both go on at the same time, slowly enough to watch', async () => {
    const transcript = createTranscript()
    const asked: { session: string; at: number }[] = []
    transcript.onEvent((event) => {
      if (event.kind === 'command' && /^(PASV|PORT|RETR)$/.test(event.verb))
        asked.push({ session: event.sessionId, at: event.at })
    })
    let begun: Comparison | undefined
    const send = async (items: Comparison[]) => {
      begun = items[0]
      // The lesson's own upload came before; of the two nothing was said yet.
      expect(asked.some(({ session }) => session.startsWith('compare:'))).toBe(false)
    }
    await compareModes(transcript, { signal: never, send }, 'slow')
    const of = (session: string) => asked.filter((one) => one.session === session)
    const [passive, active] = [of(begun!.passive), of(begun!.active)]
    for (const steps of [passive, active]) {
      expect(steps).toHaveLength(2)
      expect(steps[1]!.at - steps[0]!.at).toBeGreaterThan(400)
    }
    // Each began before the other was done.
    expect(passive[0]!.at).toBeLessThan(active[1]!.at)
    expect(active[0]!.at).toBeLessThan(passive[1]!.at)
  })
})
