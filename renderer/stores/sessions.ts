import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Session, SessionRequest, TransferMode } from '../../electron/contract/sessions.ts'
import { useBridge } from '../bridge.ts'

/** Mirror of the engine's browsing sessions. */
export const useSessions = defineStore('sessions', () => {
  const bridge = useBridge()
  const sessions = shallowRef<ReadonlyMap<string, Session>>(new Map())
  /** Grows with each new subscription: the first batch after it is a snapshot. */
  const snapshots = shallowRef(0)

  bridge.follow((api) => {
    sessions.value = new Map()
    let isSnapshot = true
    return api.watchSessions({
      batch: (changes) => {
        const next = new Map(sessions.value)
        for (const change of changes) {
          if (change.kind === 'gone') next.delete(change.id)
          else next.set(change.session.id, change.session)
        }
        sessions.value = next
        if (isSnapshot) snapshots.value++
        isSnapshot = false
      },
      error: bridge.reportFailure,
    })
  })

  const open = (request: SessionRequest, signal: AbortSignal) =>
    bridge.api.openSession(request, signal)
  const close = (id: string) => bridge.api.closeSession(id)
  const cancelWork = (id: string) => bridge.api.cancelSessionWork(id)
  const changeMode = (id: string, mode: TransferMode) => bridge.api.changeSession(id, { mode })
  const changeEncoding = (id: string, encoding: string) =>
    bridge.api.changeSession(id, { encoding })
  const sendRaw = (id: string, line: string) => bridge.api.sendRawCommand(id, line)

  return { sessions, snapshots, open, close, cancelWork, changeMode, changeEncoding, sendRaw }
})
