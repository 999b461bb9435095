import { useApp } from '../../stores/app.ts'
import { useSiteManager } from './siteManager.ts'

/** Set once the file was offered, so that reloading the page does not offer it again. */
const offeredKey = 'sampan.import'

/** Shows the sites of a file that the user opened from the desktop. */
export function offerImportAtStart(): void {
  const file = useApp().info?.importAtStart
  if (!file || sessionStorage.getItem(offeredKey) !== null) return
  sessionStorage.setItem(offeredKey, file.name)
  const manager = useSiteManager()
  manager.offered = file
  manager.isOpen = true
  manager.dialog = 'import'
}
