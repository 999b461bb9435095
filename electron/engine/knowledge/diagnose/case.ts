import { isDataSetupVerb, isTransferVerb } from '../commands.ts'
import type { EventOf, ProtocolEvent } from '../events.ts'
import type { Locale } from '../text.ts'
import type { Case } from './types.ts'

/** The verb each reply answers: as told, or by order. */
function verbsOf(events: readonly ProtocolEvent[]): (string | undefined)[] {
  const waiting: string[] = []
  return events.map((event) => {
    if (event.kind === 'command') waiting.push(event.verb.toUpperCase())
    if (event.kind !== 'reply') return undefined
    const inOrder = event.code < 200 ? waiting[0] : waiting.shift()
    return event.verb?.toUpperCase() ?? inOrder
  })
}

function isFailure(event: ProtocolEvent, isExpectedEnd: boolean): boolean {
  switch (event.kind) {
    case 'reply':
      return event.code >= 400
    case 'tcp':
      return event.step === 'failed' || (event.step === 'closed' && !isExpectedEnd)
    case 'tls':
      return event.step === 'failed'
    case 'data':
      return event.step === 'failed' || (event.step === 'closed' && event.error !== undefined)
    case 'error':
      return true
    default:
      return false
  }
}

/** Answers that come on the way to something, whose success proves nothing about it. */
const onTheWay = new Set(
  'USER PASS ACCT AUTH ADAT HOST CLNT FEAT OPTS SYST TYPE MODE STRU PBSZ PROT CCC REST ALLO PWD XPWD SIZE MDTM NOOP ABOR QUIT STAT HELP'.split(
    ' ',
  ),
)

function isSuccess(event: ProtocolEvent, verb: string | undefined): boolean {
  if (event.kind !== 'reply' || event.code < 200 || event.code >= 300) return false
  return verb !== undefined && !onTheWay.has(verb) && !isDataSetupVerb(verb)
}

/** Events with what follows from them; undefined when they do not end in a failure. */
export function readCase(events: readonly ProtocolEvent[], locale: Locale): Case | undefined {
  const verbs = verbsOf(events)
  const failures: number[] = []
  let serverAddress: string | undefined
  let isSecured = false
  let saidGoodbye = false
  for (const [place, event] of events.entries()) {
    if (event.kind === 'tcp' && event.step === 'open') serverAddress = event.host
    if (event.kind === 'tls' && event.step === 'open') isSecured = true
    if (event.kind === 'tcp' && event.step === 'dialling') isSecured = false
    if (event.kind === 'reply') saidGoodbye = event.code === 221
    if (isSuccess(event, verbs[place])) failures.length = 0
    else if (isFailure(event, saidGoodbye)) failures.push(place)
  }
  if (failures.length === 0) return undefined
  const known = serverAddress === undefined ? {} : { serverAddress }
  return { events, verbs, failures, isSecured, locale, ...known }
}

export type Found<K extends ProtocolEvent['kind']> = { place: number; event: EventOf<K> }

const isKind =
  <K extends ProtocolEvent['kind']>(kind: K) =>
  (event: ProtocolEvent): event is EventOf<K> =>
    event.kind === kind

/** The last failure of a kind that fulfils a condition. */
export function lastFailure<K extends ProtocolEvent['kind']>(
  the: Case,
  kind: K,
  test: (event: EventOf<K>, verb: string) => boolean = () => true,
): Found<K> | undefined {
  const is = isKind(kind)
  for (const place of the.failures.toReversed()) {
    const event = the.events[place]
    if (event && is(event) && test(event, the.verbs[place] ?? '')) return { place, event }
  }
  return undefined
}

/** The last event of a kind before a place that fulfils a condition. */
export function lastBefore<K extends ProtocolEvent['kind']>(
  the: Case,
  place: number,
  kind: K,
  test: (event: EventOf<K>, verb: string) => boolean = () => true,
): Found<K> | undefined {
  const is = isKind(kind)
  for (let at = place - 1; at >= 0; at--) {
    const event = the.events[at]
    if (event && is(event) && test(event, the.verbs[at] ?? '')) return { place: at, event }
  }
  return undefined
}

export const textOf = (event: EventOf<'reply'>): string => event.lines.join('\n')

/** The command that a reply answers. */
export const commandOf = (the: Case, reply: number): Found<'command'> | undefined =>
  lastBefore(the, reply, 'command', ({ verb }) => verb.toUpperCase() === the.verbs[reply])

/** Mode in which the data connection before this place was arranged. */
export function modeBefore(the: Case, place: number): 'active' | 'passive' | undefined {
  const setup = lastBefore(the, place, 'command', ({ verb }) => isDataSetupVerb(verb.toUpperCase()))
  if (!setup) return undefined
  return /^(PORT|EPRT|LPRT)$/i.test(setup.event.verb) ? 'active' : 'passive'
}

export const isTransfer = (verb: string): boolean => isTransferVerb(verb)

export const timedOut = (error: string | undefined): boolean =>
  /time-?d? ?out|no answer|did not answer|did not dial in|no connection came in/i.test(error ?? '')

export const wasRefused = (error: string | undefined): boolean =>
  /ECONNREFUSED|refused/i.test(error ?? '')
