import type { Control, Request, Rule, Script } from './script.ts'

/** What a script says about one command: the fields of all its matching rules. */
export type Play = Omit<Rule, 'on' | 'argument' | 'nth' | 'connection' | 'when'> & {
  request: Request
}

/** Finds the rules for a command and counts their occurrences. */
export class ScriptPlayer {
  #script: Script
  #seen = new Map<Rule, number>()

  constructor(script: Script) {
    this.#script = script
  }

  replace(script: Script): void {
    this.#script = script
    this.#seen = new Map()
  }

  play(verb: string, argument: string, control: Control): Play {
    const request = { verb, argument, nth: 0, connection: control.id }
    const play: Play = { request }
    for (const rule of this.#script) {
      if (!concerns(rule, request, control)) continue
      const nth = (this.#seen.get(rule) ?? 0) + 1
      this.#seen.set(rule, nth)
      if (!isOneOf(rule.nth, nth)) continue
      Object.assign(play, { ...rule, ...play })
      request.nth ||= nth
    }
    return play
  }
}

function concerns(rule: Rule, request: Request, control: Control): boolean {
  const verbs = typeof rule.on === 'string' ? [rule.on] : rule.on
  const isAny = verbs.includes('*') && request.verb !== 'CONNECT'
  return (
    (isAny || verbs.includes(request.verb)) &&
    isOneOf(rule.connection, request.connection) &&
    (rule.argument === undefined ||
      (typeof rule.argument === 'string'
        ? rule.argument === request.argument
        : rule.argument.test(request.argument))) &&
    (rule.when?.(request, control) ?? true)
  )
}

const isOneOf = (wanted: number | readonly number[] | undefined, value: number): boolean =>
  wanted === undefined || (typeof wanted === 'number' ? wanted === value : wanted.includes(value))
