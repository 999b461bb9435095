import type { Session } from '../../../electron/contract/sessions.ts'
import type { Side } from '../../stores/pane.ts'
import type { PathStyle } from '../panes/paths.ts'
import { fileUrl, ftpUrl } from './names.ts'

/** The URL of a file on either side. A password never is part of it. */
export function addressOf(
  side: Side,
  path: string,
  style: PathStyle,
  session: Session | undefined,
): string {
  if (side === 'local' || !session) return fileUrl(path, style)
  const { host, port, user, encryption } = session.settings
  return ftpUrl({ host, port, user, isImplicitTls: encryption === 'implicit' }, path)
}
