import { explainCalls } from '../../contract/explain.ts'
import { lazyCalls } from '../lazyCalls.ts'
import type { ProtocolService, ProtocolServiceOptions } from './service.ts'

/**
 * The protocol service with all that it knows. Where no window watches the conversations, nothing
 * of it is loaded, and no line is judged, until somebody asks.
 */
export async function openProtocolService(
  options: ProtocolServiceOptions & { isWatched: boolean },
): Promise<ProtocolService> {
  let opened: ProtocolService | undefined
  const open = async () => {
    const { createProtocolService } = await import('./service.ts')
    return (opened ??= createProtocolService(options))
  }
  if (options.isWatched) return open()
  return {
    calls: lazyCalls(explainCalls, async () => (await open()).calls),
    clear: () => opened?.clear(),
    close: async () => opened?.close(),
  }
}
