import { isUnreachableFrom } from '../addresses.ts'
import { findSixNumbers, parseExtendedAddress } from '../dataAddress.ts'
import { parseCommandLine } from '../commands.ts'
import type { EventOf } from '../events.ts'
import { sessionReuseWords } from '../replies/groups.ts'
import { words } from '../text.ts'
import {
  isTransfer,
  lastBefore,
  lastFailure,
  modeBefore,
  textOf,
  timedOut,
  wasRefused,
} from './case.ts'
import type { Found } from './case.ts'
import type { Case, Cure, Rule, Verdict } from './types.ts'

const useActive: Cure = {
  settings: { mode: 'active' },
  label: words('Use active mode for this site', '对此站点使用主动模式'),
}
const usePassive: Cure = {
  settings: { mode: 'passive' },
  label: words('Use passive mode for this site', '对此站点使用被动模式'),
}

const neverOpened = (error: string | undefined): boolean =>
  timedOut(error) || wasRefused(error) || /EHOSTUNREACH|ENETUNREACH|unreachable/i.test(error ?? '')

/** A passive data connection that did not come about, seen by the client. */
const failedDial = (the: Case): Found<'data'> | undefined => {
  const found = lastFailure(
    the,
    'data',
    ({ mode, step, error }) => mode === 'passive' && step === 'failed' && neverOpened(error),
  )
  return found && !isOfRefusedTransfer(the, found.place) ? found : undefined
}

/**
 * The server would not do the transfer itself and so stopped listening: that nobody could dial any
 * more, before its words came or after, is no trouble of its own.
 */
function isOfRefusedTransfer(the: Case, place: number): boolean {
  const isSetup = ({ code }: EventOf<'reply'>) => code === 227 || code === 229
  const setup = lastBefore(the, place, 'reply', isSetup)
  if (!setup) return false
  for (let at = setup.place + 1; at < the.events.length; at++) {
    const event = the.events[at]
    if (event?.kind !== 'reply') continue
    if (isSetup(event)) return false
    if (isTransfer(the.verbs[at] ?? '') && event.code >= 450 && event.code !== 522) return true
  }
  return false
}

/** "425 no data connection", without other reasons in its words. */
const isNoConnection = (event: EventOf<'reply'>, verb: string): boolean =>
  event.code === 425 &&
  isTransfer(verb) &&
  !sessionReuseWords.test(textOf(event)) &&
  !/operation not permitted|use (port|pasv|epsv|eprt)/i.test(textOf(event))

const refusedTransfer = (the: Case, mode: 'active' | 'passive'): Found<'reply'> | undefined => {
  const found = lastFailure(the, 'reply', isNoConnection)
  return found && modeBefore(the, found.place) === mode ? found : undefined
}

const passiveFailure = (the: Case) => failedDial(the) ?? refusedTransfer(the, 'passive')

const isPassiveReply = ({ code }: EventOf<'reply'>) => code === 227

/** EPSV was answered, its port could not be dialled, and PASV worked; or the line died of EPSV. */
export const epsvBroken: Rule = (the) => portLost(the) ?? lineDied(the)

function portLost(the: Case): Verdict | undefined {
  const answer = lastBefore(the, the.events.length, 'reply', ({ code }) => code === 229)
  const dial = answer && firstDialAfter(the, answer.place)
  if (!answer || !dial || !neverOpened(dial.event.error)) return undefined
  const instead = the.events.findIndex(
    (event, place) =>
      place > dial.place &&
      event.kind === 'data' &&
      event.mode === 'passive' &&
      event.step === 'open',
  )
  return instead < 0
    ? undefined
    : { evidence: [answer.place, dial.place, instead], cure: withoutEpsv }
}

function lineDied(the: Case): Verdict | undefined {
  const isEpsv = ({ verb }: EventOf<'command'>) => /^EPSV$/i.test(verb)
  const asked = lastBefore(the, the.events.length, 'command', isEpsv)
  const death = asked && the.failures.find((place) => place > asked.place)
  if (!asked || death === undefined) return undefined
  if (the.events.slice(asked.place, death).some(({ kind }) => kind === 'reply')) return undefined
  const event = the.events[death]
  const isDead =
    event?.kind === 'tcp' ||
    (event?.kind === 'error' &&
      (neverOpened(event.text) || /closed|reset|ECONNRESET/i.test(event.text)))
  return isDead ? { evidence: [asked.place, death], cure: withoutEpsv } : undefined
}

const withoutEpsv: Cure = {
  settings: { quirks: { noEpsv: true } },
  label: words('Do without EPSV for this site', '对此站点不使用 EPSV'),
}

/** The first failed dial that belongs to this setup, before another setup. */
function firstDialAfter(the: Case, place: number): Found<'data'> | undefined {
  for (const [offset, event] of the.events.slice(place + 1).entries()) {
    if (event.kind === 'reply' && (event.code === 227 || event.code === 229)) return undefined
    if (event.kind === 'data' && event.mode === 'passive' && event.step === 'failed')
      return { place: place + 1 + offset, event }
  }
  return undefined
}

export const unroutablePassiveAddress: Rule = (the) => {
  const failure = passiveFailure(the)
  if (!failure) return undefined
  const answer = lastBefore(the, failure.place, 'reply', isPassiveReply)
  const announced = answer && findSixNumbers(textOf(answer.event))
  if (!announced || !the.serverAddress) return undefined
  if (!isUnreachableFrom(announced.host, the.serverAddress)) return undefined
  return {
    evidence: [answer.place, failure.place],
    values: { host: announced.host, port: announced.port, control: the.serverAddress },
    cure: useActive,
  }
}

export const passivePortsBlocked: Rule = (the) => {
  const failure = passiveFailure(the)
  if (!failure) return undefined
  const answer = lastBefore(the, failure.place, 'reply', ({ code }) => code === 227 || code === 229)
  const port = failure.event.kind === 'data' ? failure.event.remote?.port : undefined
  return {
    evidence: [...(answer ? [answer.place] : []), failure.place],
    values: { port: port ?? portOf(answer) ?? '?' },
    cure: useActive,
  }
}

const portOf = (answer: Found<'reply'> | undefined): number | undefined =>
  answer && findSixNumbers(textOf(answer.event))?.port

/** What a PORT or EPRT command announced. */
function announcedBy({ text }: EventOf<'command'>): { host: string; port: number } | undefined {
  const { verb, argument } = parseCommandLine(text)
  if (verb === 'PORT') return findSixNumbers(argument)
  if (verb === 'EPRT') return parseExtendedAddress(argument)
  return undefined
}

const isActiveSetup = ({ verb }: EventOf<'command'>) => /^(PORT|EPRT)$/i.test(verb)

/** An active data connection that did not come about, or whose address the server refused. */
function activeFailure(the: Case): Found<'data'> | Found<'reply'> | undefined {
  const refused = lastFailure(
    the,
    'reply',
    ({ code }, verb) => (verb === 'PORT' || verb === 'EPRT') && code >= 500 && code !== 522,
  )
  const silent = lastFailure(
    the,
    'data',
    ({ mode, step, error }) =>
      mode === 'active' && step === 'failed' && (timedOut(error) || error === undefined),
  )
  return refused ?? refusedTransfer(the, 'active') ?? silent
}

export const natInFrontOfPort: Rule = (the) => {
  const failure = activeFailure(the)
  const setup = failure && lastBefore(the, failure.place, 'command', isActiveSetup)
  const announced = setup && announcedBy(setup.event)
  if (!failure || !announced || !the.serverAddress) return undefined
  if (!isUnreachableFrom(announced.host, the.serverAddress)) return undefined
  return {
    evidence: [setup.place, failure.place],
    values: { host: announced.host, control: the.serverAddress },
    cure: usePassive,
  }
}

export const activePortBlocked: Rule = (the) => {
  const failure = activeFailure(the)
  const setup = failure && lastBefore(the, failure.place, 'command', isActiveSetup)
  if (!failure || !setup) return undefined
  const announced = announcedBy(setup.event)
  return {
    evidence: [setup.place, failure.place],
    values: { port: announced?.port ?? '?' },
    cure: usePassive,
  }
}
