import { AppError } from '../../../contract/errors.ts'
import type { Connection } from '../../ftp/connection.ts'
import { classify } from '../retry.ts'
import type { Item } from '../store/rows.ts'
import type { SourcePeer } from './peers.ts'
import { directRoute } from './routes.ts'
import type { Relayed } from './routes.ts'
import type { CopyContext } from './task.ts'

/** FXP, tried once for each pair of servers that will not have it; the item says how it went. */
export function straightSender(
  { routes, store, settings }: CopyContext,
  item: Item,
  from: Connection,
): NonNullable<SourcePeer['sendStraight']> {
  const relay = (route: Relayed): false => {
    store.items.keepRoute(item, JSON.stringify(route))
    return false
  }
  return async ({ connection, path, offset }, { signal }) => {
    if (settings().copyBetweenServers === 'relayed')
      return relay({ way: 'relayed', reason: 'setting' })
    const known = routes.relayedBecause(item)
    if (known) return relay(known)
    store.items.keepRoute(item, directRoute)
    try {
      await from.sendTo(item.source, connection, path, { signal, offset })
      routes.prove(item)
      return true
    } catch (error) {
      const cause = AppError.from(error)
      if (signal.aborted || cause.code === 'cancelled') throw cause
      const route = routeAfter(cause)
      if (!route || routes.isProven(item) || !from.isOpen || !connection.isOpen) throw cause
      // Something has arrived: they do talk to each other, and the next attempt goes on behind it.
      if (cause.code !== 'not-supported' && (await arrived(connection, path, signal)) > offset)
        throw cause
      routes.remember(item, route)
      return relay(route)
    }
  }
}

/** What a failure says about the straight way; undefined: nothing, the file is the matter. */
function routeAfter({ code, details, message }: AppError): Relayed | undefined {
  const reply = details?.reply
  if (code === 'not-supported') {
    if (reply !== undefined) return { way: 'relayed', reason: 'refused', reply }
    return { way: 'relayed', reason: details?.cause === undefined ? 'protection' : 'failed' }
  }
  const words = reply === undefined ? {} : { reply }
  if (code.startsWith('tls-')) return { way: 'relayed', reason: 'protection', ...words }
  if (classify(new AppError(code, message)) !== 'transient') return undefined
  return { way: 'relayed', reason: 'failed', ...words }
}

const arrived = async (connection: Connection, path: string, signal: AbortSignal) =>
  (await connection.size(path, signal).catch(() => null)) ?? 0
