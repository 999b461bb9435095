import type { Route } from '../../../contract/transfers.ts'
import type { ServerLimits } from '../../servers.ts'
import type { Item } from '../store/rows.ts'

export type Relayed = Extract<Route, { way: 'relayed' }>

/** As it is stored: the one route that has nothing to explain. */
export const directRoute = JSON.stringify({ way: 'direct' } satisfies Route)

export type Routes = ReturnType<typeof createRoutes>

/**
 * What is known of the ways between servers: two that would not talk to each other are not asked
 * again for each file, until the queue is opened anew.
 */
export function createRoutes(limitsOf: (server: string) => ServerLimits | undefined) {
  const relayed = new Map<string, Relayed>()
  const proven = new Set<string>()
  const keyOf = ({ sourceServer, targetServer }: Item) => `${sourceServer}\0${targetServer}`

  return {
    /** Why a copy has to pass this machine; undefined: nothing speaks against the straight way. */
    relayedBecause(item: Item): Relayed | undefined {
      const isLimited =
        limitsOf(item.sourceServer!)?.downloadSpeed || limitsOf(item.targetServer!)?.uploadSpeed
      return isLimited ? { way: 'relayed', reason: 'limited' } : relayed.get(keyOf(item))
    },
    remember: (item: Item, route: Relayed) => void relayed.set(keyOf(item), route),
    prove: (item: Item) => void proven.add(keyOf(item)),
    isProven: (item: Item) => proven.has(keyOf(item)),
  }
}
