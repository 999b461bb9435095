import type { LogGroup, LogScope } from '../protocolLog/logModel.ts'

/**
 * The groups that a ladder is about. A ladder of everything would mix conversations: without a
 * choice it follows the current tab.
 */
export function scopedGroups(
  groups: readonly LogGroup[],
  scope: LogScope,
  currentSession: string | undefined,
): LogGroup[] {
  if (scope.of === 'transfer')
    return groups.filter(({ operation }) => operation?.transferId === scope.transferId)
  const sessionId = scope.of === 'session' ? scope.sessionId : currentSession
  if (scope.of === 'all' && sessionId === undefined) return [...groups]
  return groups.filter(({ operation, lines }) => {
    const event = operation ?? lines[0]?.event
    if (!event) return false
    return scope.of === 'connection'
      ? event.connection === scope.connection
      : event.sessionId === sessionId
  })
}
