export type Locale = 'en' | 'zh-CN'
export const locales: readonly Locale[] = ['en', 'zh-CN']

/** One sentence or paragraph in every language of the app. */
export type Text = Readonly<Record<Locale, string>>

export const words = (en: string, zh: string): Text => ({ en, 'zh-CN': zh })

export type Values = Readonly<Record<string, string | number>>

/** Puts values into the places named {like this}. A place without a value stays as it is. */
export function fill(template: string, values: Values = {}): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  )
}

export const say = (text: Text, locale: Locale, values?: Values): string =>
  fill(text[locale], values)

/** "a, b or c", in the way of each language. */
export function listAlternatives(items: readonly (string | number)[]): Text {
  const names = items.map(String)
  const last = names.at(-1) ?? ''
  if (names.length < 2) return words(last, last)
  const before = names.slice(0, -1)
  return words(`${before.join(', ')} or ${last}`, `${before.join('、')} 或 ${last}`)
}

/** Own entry of a table. Keys come from servers: `constructor` must not find the prototype's. */
export const lookup = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined
