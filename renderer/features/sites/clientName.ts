import type { ImportClient } from '../../../electron/contract/siteExchange.ts'
import { t } from '../../i18n.ts'

/** Names of programs, which are the same in every language. */
const names: Record<Exclude<ImportClient, 'urls'>, string> = {
  sampan: 'Sampan',
  filezilla: 'FileZilla',
  winscp: 'WinSCP',
  cyberduck: 'Cyberduck',
  'vscode-sftp': 'VS Code SFTP',
  lftp: 'lftp',
}

export const clientName = (client: ImportClient): string =>
  client === 'urls' ? t('import.addresses') : names[client]
