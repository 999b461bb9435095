import {
  Command,
  Info,
  Keyboard,
  Newspaper,
  PanelTop,
  Plus,
  Settings2,
  SunMoon,
  X,
} from '@lucide/vue'
import { nextTick } from 'vue'
import type { Action } from '../../action.ts'
import { useFocus } from '../../stores/focus.ts'
import { useLayout } from '../../stores/layout.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSettings } from '../../stores/settings.ts'
import { useTabs } from '../../stores/tabs.ts'
import type { Tab } from '../../stores/tabs.ts'

/** Tabs, dialogs and looks of the window itself. */
export function windowActions(): Action[] {
  const tabs = useTabs()
  const layout = useLayout()
  const settings = useSettings()
  const notices = useNotices()
  const focus = useFocus()
  /** What had the keyboard goes with the tab: then the same side of the other one gets it. */
  const keepKeyboard = async () => {
    await nextTick()
    const { current } = tabs
    if (!current || document.activeElement !== document.body) return
    const hasList = focus.side === 'local' || current.connection.state === 'open'
    focus.go(hasList ? `${focus.side}-list` : 'address')
  }
  const select = (tab: Tab | undefined) => {
    if (!tab) return
    tabs.select(tab.id)
    void keepKeyboard()
  }
  const step = (by: number) => () => {
    const index = tabs.tabs.findIndex((tab) => tab.id === tabs.currentId)
    select(tabs.tabs[(index + by + tabs.tabs.length) % tabs.tabs.length])
  }
  const selectTab = (place: number): Action => ({
    id: `tab-${place}`,
    label: 'actions.selectTab',
    labelValues: { place },
    group: 'window',
    keys: [`Mod+${place}`],
    browserKeys: [`Alt+${place}`],
    scope: 'window',
    isUnlisted: true,
    isEnabled: () => tabs.tabs.length >= place,
    run: () => select(tabs.tabs[place - 1]),
  })

  return [
    {
      id: 'palette',
      label: 'actions.palette',
      group: 'window',
      icon: Command,
      keys: ['Mod+K'],
      scope: 'window',
      isUnlisted: true,
      run: () => {
        layout.dialog = 'palette'
      },
    },
    {
      id: 'settings',
      label: 'actions.settings',
      group: 'window',
      icon: Settings2,
      keys: ['Mod+,'],
      scope: 'window',
      run: () => {
        layout.dialog = 'settings'
      },
    },
    {
      id: 'toggle-theme',
      label: 'actions.toggleTheme',
      group: 'window',
      icon: SunMoon,
      scope: 'window',
      run: () => {
        const theme = settings.theme === 'dark' ? 'light' : 'dark'
        settings.change({ theme }).catch(notices.showError)
      },
    },
    {
      id: 'new-tab',
      label: 'actions.newTab',
      group: 'window',
      icon: Plus,
      keys: ['Mod+T'],
      browserKeys: ['Alt+T'],
      scope: 'window',
      run: () => {
        tabs.add()
        focus.go('address')
      },
    },
    {
      id: 'close-tab',
      label: 'actions.closeTab',
      group: 'window',
      icon: X,
      keys: ['Mod+W'],
      browserKeys: ['Alt+W'],
      scope: 'window',
      run: () => {
        void tabs.close(tabs.currentId)
        void keepKeyboard()
      },
    },
    {
      id: 'next-tab',
      label: 'actions.nextTab',
      group: 'window',
      keys: ['Ctrl+Tab'],
      browserKeys: ['Alt+PageDown'],
      scope: 'window',
      isEnabled: () => tabs.tabs.length > 1,
      run: step(1),
    },
    {
      id: 'previous-tab',
      label: 'actions.previousTab',
      group: 'window',
      keys: ['Ctrl+Shift+Tab'],
      browserKeys: ['Alt+PageUp'],
      scope: 'window',
      isEnabled: () => tabs.tabs.length > 1,
      run: step(-1),
    },
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(selectTab),
    {
      id: 'edit-toolbar',
      label: 'actions.editToolbar',
      group: 'window',
      icon: PanelTop,
      scope: 'window',
      run: () => {
        layout.dialog = 'toolbar'
      },
    },
    {
      id: 'keys',
      label: 'actions.keys',
      group: 'window',
      icon: Keyboard,
      keys: ['F1'],
      scope: 'window',
      run: () => {
        layout.dialog = 'keys'
      },
    },
    {
      id: 'news',
      label: 'actions.news',
      group: 'window',
      icon: Newspaper,
      scope: 'window',
      run: () => {
        layout.dialog = 'news'
      },
    },
    {
      id: 'about',
      label: 'actions.about',
      group: 'window',
      icon: Info,
      scope: 'window',
      run: () => {
        layout.dialog = 'about'
      },
    },
  ]
}
