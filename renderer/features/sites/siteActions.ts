import { FolderPlus, Import, LockKeyhole, Server, ServerCog, Upload } from '@lucide/vue'
import type { Action } from '../../action.ts'
import { useNotices } from '../../stores/notices.ts'
import { useTabs } from '../../stores/tabs.ts'
import { useVault } from '../../stores/vault.ts'
import { useSaveSession } from './saveSession.ts'
import { useSiteForm } from './siteForm.ts'
import { useSiteManager } from './siteManager.ts'

/** Saved sites and the passwords that belong to them. */
export function siteActions(): Action[] {
  const manager = useSiteManager()
  const form = useSiteForm()
  const vault = useVault()
  const tabs = useTabs()
  const notices = useNotices()
  const saveSession = useSaveSession()
  const open = () => {
    manager.isOpen = true
  }
  return [
    {
      id: 'sites',
      label: 'actions.sites',
      group: 'connection',
      icon: Server,
      keys: ['Mod+S'],
      scope: 'window',
      isOn: () => manager.isOpen,
      run: () => {
        if (manager.isOpen) form.leave(() => (manager.isOpen = false))
        else open()
      },
    },
    {
      id: 'new-site',
      label: 'actions.newSite',
      group: 'connection',
      icon: ServerCog,
      scope: 'window',
      run: () => {
        open()
        form.leave(() => manager.startNew())
      },
    },
    {
      id: 'save-session',
      label: 'actions.saveSession',
      group: 'connection',
      icon: FolderPlus,
      scope: 'window',
      isEnabled: () => {
        const session = tabs.current?.session
        return session !== undefined && session.siteId === undefined
      },
      run: () => {
        if (tabs.current) saveSession.start(tabs.current)
      },
    },
    {
      id: 'import-sites',
      label: 'actions.importSites',
      group: 'connection',
      icon: Import,
      scope: 'window',
      run: () => {
        open()
        manager.dialog = 'import'
      },
    },
    {
      id: 'export-sites',
      label: 'actions.exportSites',
      group: 'connection',
      icon: Upload,
      scope: 'window',
      run: () => {
        open()
        manager.dialog = 'export'
      },
    },
    {
      id: 'protection',
      label: 'actions.protection',
      group: 'connection',
      icon: LockKeyhole,
      scope: 'window',
      run: () => {
        open()
        form.leave(() => (manager.page = 'protection'))
      },
    },
    {
      id: 'lock-vault',
      label: 'actions.lockVault',
      group: 'connection',
      icon: LockKeyhole,
      keys: ['Mod+Shift+L'],
      scope: 'window',
      isEnabled: () => vault.status.protection === 'vault' && vault.status.state === 'open',
      run: () => {
        vault.lock().catch(notices.showError)
      },
    },
  ]
}
