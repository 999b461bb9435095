import type { LogView } from '../../../renderer/features/protocolLog/logModel.ts'

/** A view of the log that hides nothing. */
export const everything: LogView = {
  level: 'everything',
  kinds: new Set(['command', 'reply', 'data', 'tcp', 'tls', 'note']),
  scope: { of: 'all' },
  search: undefined,
  isFolded: () => false,
}
