import { createI18n } from 'vue-i18n'
import type { I18nOptions } from 'vue-i18n'
import en from './locales/en.json' with { type: 'json' }
import zhCN from './locales/zh-CN.json' with { type: 'json' }

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`
}[keyof T & string]

/** Every key of the catalogue: a misspelt one does not compile. */
export type MessageKey = Leaves<typeof en>
export type MessageValues = Record<string, string | number>
export type Language = 'en' | 'zh-CN'

// Typed loosely: MessageKey checks the keys, in a fraction of the time vue-i18n's types need.
type Messages = { [key: string]: string | Messages }
const messages: Record<Language, Messages> = { en, 'zh-CN': zhCN }

const i18n = createI18n<false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: messages as Record<Language, object> as I18nOptions['messages'],
})

/** Texts without values, by catalogue: vue-i18n puts each together anew, for every row. */
const plainTexts = new WeakMap<object, Map<string, string>>()

/** Text in the language of the window; reading it in a template follows changes. */
export function t(key: MessageKey, values?: MessageValues, count?: number): string {
  if (values === undefined && count === undefined) return plainText(key)
  return translate(key, values ?? {}, count)
}

function plainText(key: MessageKey): string {
  const catalogue = i18n.global.getLocaleMessage(i18n.global.locale.value)
  let texts = plainTexts.get(catalogue)
  if (!texts) plainTexts.set(catalogue, (texts = new Map<string, string>()))
  const known = texts.get(key) ?? i18n.global.t(key)
  texts.set(key, known)
  return known
}

function translate(key: MessageKey, values: MessageValues, count?: number): string {
  return count === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, count)
}

/** Marks the place of a value; no text of the catalogue holds it. */
const gap = '\u0000'
const phrases = new Map<string, readonly string[]>()

/**
 * The same as `t` for a sentence without a plural, at a twentieth of its price: for texts that are
 * needed by the hundred thousand. `values` are the same names at each call with the same key.
 */
export function phrase(key: MessageKey, values: Record<string, string>): string {
  const id = `${currentLanguage()} ${key}`
  let parts = phrases.get(id)
  if (!parts) {
    const names = Object.keys(values)
    parts = t(key, Object.fromEntries(names.map((name) => [name, gap + name + gap]))).split(gap)
    phrases.set(id, parts)
  }
  let text = parts[0] ?? ''
  for (let place = 1; place < parts.length; place += 2)
    text += `${values[parts[place]!] ?? ''}${parts[place + 1] ?? ''}`
  return text
}

/** Whether the catalogue has a key that was put together at run time. */
export function hasText(key: string): key is MessageKey {
  return i18n.global.te(key, 'en')
}

export const currentLanguage = (): Language => i18n.global.locale.value as Language

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

export const systemLanguage = (): Language => (/^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en')

export { i18n }
