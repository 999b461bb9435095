import { watch } from 'vue'
import { useFocus } from '../../stores/focus.ts'
import type { FocusPlace } from '../../stores/focus.ts'
import { useTabs } from '../../stores/tabs.ts'
import type { Connection } from '../../stores/tabs.ts'

/** Where the keyboard is of most use once an attempt to connect is over. */
function placeAfter(connection: Connection): FocusPlace | undefined {
  switch (connection.state) {
    case 'opening':
      return undefined
    case 'open':
      return 'remote-list'
    case 'none':
      return 'address'
    case 'failed': {
      const { error, request } = connection
      if (error.code === 'host-not-found' || error.code === 'bad-address') return 'address'
      // What is wrong about a saved site is corrected in the site.
      if (error.code === 'login-failed' && request.siteId === undefined) return 'password'
      return 'failure'
    }
  }
}

/**
 * What had the keyboard goes when a connection is opened, fails or is given up: then the place
 * where the person goes on gets it, unless they put it elsewhere meanwhile.
 */
export function useConnectionKeyboard(): void {
  const tabs = useTabs()
  const focus = useFocus()
  watch(
    () => [tabs.current?.id, tabs.current?.connection] as const,
    ([id, connection], [idBefore, before]) => {
      if (id !== idBefore || !connection || connection.state === before?.state) return
      // Sessions that were open before the page was loaded are taken over without anybody asking.
      if (connection.state === 'open' && before?.state !== 'opening') return
      const place = placeAfter(connection)
      if (place && document.activeElement === document.body) focus.go(place)
    },
    { flush: 'post' },
  )
}
