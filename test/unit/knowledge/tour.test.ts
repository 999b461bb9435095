import { describe, expect, it } from 'vitest'
import { findCommand } from '../../../electron/engine/knowledge/commands.ts'
import { refusalFor } from '../../../electron/engine/knowledge/features.ts'
import { isKnownReplyCode } from '../../../electron/engine/knowledge/replies.ts'
import { isHighlighted, tour } from '../../../electron/engine/knowledge/tour.ts'
import { faultsOf } from './language.ts'
import { script } from './script.ts'

const highlights = tour.flatMap(({ highlight }) => highlight)

describe('tour', () => {
  it('has about ten steps, each with its own id, and speaks both languages', () => {
    expect(tour.length).toBeGreaterThanOrEqual(10)
    expect(new Set(tour.map(({ id }) => id)).size).toBe(tour.length)
    expect(tour.flatMap(({ title, text }) => [...faultsOf(title), ...faultsOf(text)])).toEqual([])
  })

  it('covers what a beginner should have seen', () => {
    expect(tour.map(({ id }) => id)).toEqual([
      'control-connection',
      'login',
      'passive',
      'port-arithmetic',
      'active',
      'listing',
      'upload',
      'resume',
      'tls',
      'third-party',
      'goodbye',
    ])
  })

  it('does something in each step and points at something', () => {
    expect(
      tour.filter(({ actions, highlight }) => actions.length * highlight.length === 0),
    ).toEqual([])
  })

  it('only types commands that may be typed', () => {
    const typed = tour.flatMap(({ actions }) =>
      actions.flatMap((action) => (action.kind === 'raw' ? [action.command] : [])),
    )
    expect(typed.length).toBeGreaterThan(0)
    expect(typed.filter((command) => refusalFor(command) ?? !findCommand(command))).toEqual([])
  })

  it('points at commands and replies that exist', () => {
    const verbs = highlights.flatMap((it) => (it.kind === 'command' ? it.verbs : []))
    const codes = highlights.flatMap((it) => (it.kind === 'reply' ? it.codes : []))
    expect(verbs.filter((verb) => findCommand(verb)?.name !== verb)).toEqual([])
    expect(codes.filter((code) => !isKnownReplyCode(code))).toEqual([])
  })

  it('uses only files that it uploaded before', () => {
    const seen = new Set<string>()
    for (const action of tour.flatMap(({ actions }) => actions)) {
      if (action.kind === 'upload') seen.add(action.name)
      if (action.kind === 'resume' || action.kind === 'fxp') expect(seen).toContain(action.name)
    }
    expect(seen.size).toBe(1)
  })

  it('begins with a session and ends without one', () => {
    expect(tour[0]?.actions[0]?.kind).toBe('open-session')
    expect(tour.at(-1)?.actions.at(-1)?.kind).toBe('close-session')
  })

  it('highlights the right lines of a real course of events', () => {
    const events = script(
      { kind: 'tcp', step: 'open', host: '127.0.0.1', port: 21 },
      '< 220 Hello',
      '> PASV',
      '< 227 Mode (127,0,0,1,195,80)',
      { kind: 'data', mode: 'passive', step: 'dialling' },
      '> PORT 127,0,0,1,195,80',
      { kind: 'data', mode: 'active', step: 'listening' },
      { kind: 'tls', step: 'open' },
    )
    const marked = (id: string) => {
      const step = tour.find((candidate) => candidate.id === id)
      return events.flatMap((event, place) => (step && isHighlighted(step, event) ? [place] : []))
    }
    expect(marked('control-connection')).toEqual([0, 1])
    expect(marked('port-arithmetic')).toEqual([2, 3])
    expect(marked('passive')).toEqual([4])
    expect(marked('active')).toEqual([5, 6])
    expect(marked('tls')).toEqual([7])
  })
})
