import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { AppError } from '../../electron/contract/errors.ts'
import type { PracticeServerInfo } from '../../electron/contract/app.ts'
import { ConnectionSettings } from '../../electron/contract/sessions.ts'
import type { Session, SessionRequest } from '../../electron/contract/sessions.ts'
import { useBridge } from '../bridge.ts'
import { t } from '../i18n.ts'
import { useApp } from './app.ts'
import { useNotices } from './notices.ts'
import { createPane } from './pane.ts'
import { usePaneViews } from './paneViews.ts'
import { useSessions } from './sessions.ts'

export type Connection =
  | { state: 'none' }
  | { state: 'opening'; title: string; request: SessionRequest; cancel: () => void }
  | { state: 'failed'; title: string; request: SessionRequest; error: AppError }
  | { state: 'open'; title: string; request: SessionRequest; sessionId: string }

const openedKey = 'sampan.openedAtStart'

/** One tab: a local pane, a remote pane, and the connection between them. */
export const useTabs = defineStore('tabs', () => {
  const bridge = useBridge()
  const app = useApp()
  const sessions = useSessions()
  const views = usePaneViews()
  const notices = useNotices()
  const tabs = shallowRef<readonly Tab[]>([])
  const currentId = ref(0)
  let nextId = 1

  const createTab = () => {
    const connection = shallowRef<Connection>({ state: 'none' })
    const session = computed<Session | undefined>(() =>
      connection.value.state === 'open'
        ? sessions.sessions.get(connection.value.sessionId)
        : undefined,
    )
    const pane = (side: 'local' | 'remote') =>
      createPane(side, bridge, views.viewOf(side), (error) => notices.showError(error))
    return reactive({
      id: nextId++,
      connection,
      session,
      local: pane('local'),
      remote: pane('remote'),
      /** The first connection to this server in the clear: what that means stays until it is read. */
      showsPlainNote: false,
    })
  }
  type Tab = ReturnType<typeof createTab>

  const current = computed(() => tabs.value.find((tab) => tab.id === currentId.value))

  const add = (localFolder?: string): Tab => {
    const tab = createTab()
    const start = localFolder ?? (current.value?.local.path || app.roots?.home || '/')
    tabs.value = [...tabs.value, tab]
    currentId.value = tab.id
    tab.local.connect(
      {
        style: app.localStyle,
        place: (path) => ({ kind: 'local', path }),
        watch: (path, changed) => bridge.api.watchLocalFolder(path, { batch: changed }),
      },
      start,
    )
    return tab
  }

  const attach = (tab: Tab, session: Session, request: SessionRequest) => {
    tab.connection = {
      state: 'open',
      title: session.title,
      request,
      sessionId: session.id,
    }
    tab.remote.connect(
      { style: 'posix', place: (path) => ({ kind: 'remote', sessionId: session.id, path }) },
      session.settings.remoteFolder ?? session.homeFolder ?? '/',
    )
  }

  const connect = async (tab: Tab, request: SessionRequest) => {
    if (tab.connection.state === 'opening') tab.connection.cancel()
    const abort = new AbortController()
    const title = request.title ?? `${request.settings.user ?? ''}@${request.settings.host}`
    const opening: Connection = {
      state: 'opening',
      title,
      request,
      cancel: () => abort.abort(),
    }
    tab.connection = opening
    try {
      const session = await sessions.open(request, abort.signal)
      if (tab.connection === opening) {
        attach(tab, session, request)
        tab.showsPlainNote = session.isFirstPlain === true
      } else await sessions.close(session.id)
    } catch (thrown) {
      if (tab.connection !== opening) return
      const error = AppError.from(thrown)
      tab.connection =
        error.code === 'cancelled' ? { state: 'none' } : { state: 'failed', title, request, error }
    }
  }

  const connectPractice = async (tab: Tab) => {
    try {
      const practice: PracticeServerInfo = await bridge.api.startPractice()
      const { settings, password } = practice
      await connect(tab, { title: t('start.practice'), settings, credentials: { password } })
    } catch (thrown) {
      notices.showError(thrown)
    }
  }

  const disconnect = async (tab: Tab) => {
    const { connection } = tab
    if (connection.state === 'opening') connection.cancel()
    tab.connection = { state: 'none' }
    tab.showsPlainNote = false
    tab.remote.close()
    if (connection.state === 'open')
      await sessions.close(connection.sessionId).catch(() => {
        // Closed already: that is what was wanted.
      })
  }

  const reconnect = async (tab: Tab) => {
    const { connection } = tab
    if (connection.state !== 'open' && connection.state !== 'failed') return
    const folder = tab.remote.path
    if (connection.state === 'open') await sessions.close(connection.sessionId).catch(() => {})
    const { request } = connection
    const settings = folder ? { ...request.settings, remoteFolder: folder } : request.settings
    await connect(tab, { ...request, settings })
  }

  const close = async (id: number) => {
    const tab = tabs.value.find((candidate) => candidate.id === id)
    if (!tab) return
    const index = tabs.value.indexOf(tab)
    const rest = tabs.value.filter((candidate) => candidate !== tab)
    tabs.value = rest
    if (rest.length === 0) add(tab.local.path)
    else if (currentId.value === id) currentId.value = rest[Math.min(index, rest.length - 1)]!.id
    tab.local.close()
    await disconnect(tab)
  }

  const select = (id: number) => {
    currentId.value = id
  }

  /** Sessions that the engine still has from before this page was loaded get their tabs back. */
  const adopt = () => {
    const owned = new Set(
      tabs.value.flatMap((tab) =>
        tab.connection.state === 'open' ? [tab.connection.sessionId] : [],
      ),
    )
    const first = tabs.value[0]
    for (const session of sessions.sessions.values()) {
      if (owned.has(session.id) || session.state.state !== 'ready') continue
      const isFree = tabs.value.length === 1 && first?.connection.state === 'none'
      const tab = isFree && first ? first : add()
      attach(tab, session, { settings: session.settings, title: session.title })
    }
  }

  const start = () => {
    const wanted = app.info?.openAtStart
    const tab = add(wanted?.localFolder)
    watch(() => sessions.snapshots, adopt)
    if (sessions.snapshots > 0) adopt()
    if (!wanted || sessionStorage.getItem(openedKey) !== null) return
    sessionStorage.setItem(openedKey, wanted.title)
    const { password } = wanted
    // Only the practice server comes with its password; its name is ours to give.
    const title = password === undefined ? wanted.title : t('start.practice')
    const settings = ConnectionSettings.parse(wanted.settings)
    void connect(tab, { title, settings, credentials: password === undefined ? {} : { password } })
  }

  return {
    tabs,
    currentId,
    current,
    add,
    close,
    select,
    connect,
    connectPractice,
    disconnect,
    reconnect,
    start,
  }
})
export type Tab = NonNullable<ReturnType<typeof useTabs>['current']>
