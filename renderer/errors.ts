import type { ErrorData } from '../electron/contract/errors.ts'
import { t } from './i18n.ts'
import { visibleText } from './text.ts'

/** An error in words for a person; the server's and the system's own words stay as they are. */
export type ErrorWords = {
  what: string
  why: string
  next: string
  /** The server's reply, made safe to show. */
  reply?: string
  /** Command that was answered, the system's cause, the engine's own message. */
  details: string[]
}

/** `itemName`: what it is about, where the evidence names nothing. */
export function wordError(error: ErrorData, itemName?: string): ErrorWords {
  const { code, details = {} } = error
  const standardPort = details.port === undefined || details.port === 21 || details.port === 990
  const values = {
    server: details.host
      ? visibleText(standardPort ? details.host : `${details.host}:${details.port}`)
      : t('errors.theServer'),
    path: visibleText(details.path ?? itemName ?? '') || t('errors.theItem'),
    protocol: details.protocol ? visibleText(details.protocol) : t('errors.anotherProtocol'),
  }
  const more: string[] = []
  if (details.command) more.push(`${t('errors.command')}: ${visibleText(details.command)}`)
  if (details.cause) more.push(`${t('errors.cause')}: ${visibleText(details.cause)}`)
  more.push(`${t('errors.message')}: ${visibleText(error.message)} (${code})`)
  return {
    what: sentence(t(`errors.${code}.what`, values)),
    why: sentence(t(`errors.${code}.why`, values)),
    next: sentence(t(`errors.${code}.next`, values)),
    ...(details.reply ? { reply: details.reply.split('\n').map(visibleText).join('\n') } : {}),
    details: more,
  }
}

/** A sentence may begin with the words that stand for an unknown server or item. */
function sentence(text: string): string {
  const isStandIn = [t('errors.theServer'), t('errors.theItem')].some((words) =>
    text.startsWith(words),
  )
  return isStandIn ? text.charAt(0).toUpperCase() + text.slice(1) : text
}
