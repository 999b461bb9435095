import type { TransferMode } from '../../contract/sessions.ts'

/** The four ways to agree on a data connection: passive EPSV and PASV, active EPRT and PORT. */
export type Strategy = 'epsv' | 'pasv' | 'eprt' | 'port'

/** What a server's earlier data connections taught; shared by all its control connections. */
export type ModeMemory = {
  worked: Strategy | undefined
  /** What worked before Sampan was started: tried first, but not yet proven on today's network. */
  remembered?: Strategy | undefined
  /** Told when something works that did not before. */
  onWorked?(strategy: Strategy): void
  /** Strategies that failed, with the reason for the record. */
  failed: Map<Strategy, string>
}

export const emptyModeMemory = (): ModeMemory => ({ worked: undefined, failed: new Map() })

export const isPassive = (strategy: Strategy): boolean => strategy === 'epsv' || strategy === 'pasv'

export type ModeSituation = {
  mode: TransferMode
  isIPv6: boolean
  hasProxy: boolean
  noEpsv: boolean
  memory: ModeMemory
}

/**
 * The strategies to try, best first. Auto goes passive first, since most clients sit behind NAT,
 * and EPSV first, since its reply carries no address that could be wrong (RFC 2428 §3). What
 * worked comes first, what failed comes last rather than never: networks change.
 */
export function strategiesFor(situation: ModeSituation): Strategy[] {
  const { mode, isIPv6, hasProxy, noEpsv, memory } = situation
  const passive: Strategy[] = isIPv6 ? ['epsv'] : noEpsv ? ['pasv'] : ['epsv', 'pasv']
  // PORT is the one that every server and every NAT helper knows; EPRT is all IPv6 has.
  const active: Strategy[] = isIPv6 ? ['eprt'] : noEpsv ? ['port'] : ['port', 'eprt']
  const wanted = mode === 'passive' ? passive : mode === 'active' ? active : [...passive, ...active]
  // A server cannot dial through a proxy to a client that it does not see.
  const possible = hasProxy ? wanted.filter(isPassive) : wanted
  const rank = (strategy: Strategy) =>
    strategy === memory.worked
      ? 0
      : memory.failed.has(strategy)
        ? 3
        : strategy === memory.remembered
          ? 1
          : 2
  return possible.toSorted((one, other) => rank(one) - rank(other))
}
