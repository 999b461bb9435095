import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import { AppError } from '../../electron/contract/errors.ts'

export type NoticeAction = { label: string; run(): void }
/** Something the window tells without asking anything. */
export type Notice = { id: number; actions: NoticeAction[] } &
  /** The lines are names or words that come from elsewhere. */
  (
    | { kind: 'error'; error: AppError; lines: readonly string[] }
    | { kind: 'info'; text: string; lines: readonly string[] }
    | { kind: 'progress'; text: string; cancel?: () => void }
  )

/** How long news stay that need no action. Errors stay until they are closed. */
const infoMilliseconds = 6_000
const maximumNotices = 5

export const useNotices = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let nextId = 1

  const close = (id: number) => {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  /** Shows an error; what the user cancelled is no news to them. */
  const showError = (
    thrown: unknown,
    actions: NoticeAction[] = [],
    lines: readonly string[] = [],
  ) => {
    const error = AppError.from(thrown)
    if (error.code === 'cancelled' || error.code === 'connection-lost') return
    const isSame = (notice: Notice) =>
      notice.kind === 'error' &&
      notice.error.code === error.code &&
      notice.error.message === error.message
    const others = notices.value.filter((notice) => !isSame(notice))
    notices.value = [
      ...others.slice(-maximumNotices + 1),
      { id: nextId++, kind: 'error', error, lines, actions },
    ]
  }

  const showInfo = (text: string, lines: readonly string[] = [], actions: NoticeAction[] = []) => {
    const id = nextId++
    const notice: Notice = { id, kind: 'info', text, lines, actions }
    notices.value = [...notices.value.slice(-maximumNotices + 1), notice]
    if (lines.length === 0) setTimeout(close, infoMilliseconds, id)
  }

  /** Shows that something is under way, in words that may change; the returned function takes it away. */
  const showProgress = (text: string, cancel?: () => void) => {
    const id = nextId++
    const notice = shallowReactive({
      id,
      kind: 'progress' as const,
      text,
      actions: [],
      ...(cancel ? { cancel } : {}),
    })
    notices.value = [...notices.value, notice]
    return Object.assign(() => close(id), {
      update(words: string) {
        notice.text = words
      },
    })
  }

  return { notices, close, showError, showInfo, showProgress }
})
