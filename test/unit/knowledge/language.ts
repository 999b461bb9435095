import type { Text } from '../../../electron/engine/knowledge/text.ts'

const chinese = /\p{Script=Han}/u

/** Every `Text` anywhere inside a value, with the path to it. */
export function textsIn(value: unknown, path = ''): { path: string; text: Text }[] {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return []
  if ('en' in value && 'zh-CN' in value) return [{ path, text: value as Text }]
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${path}.${key}`))
}

/** What is wrong with a text in two languages, in words; empty when nothing is. */
export function faultsOf({ en, 'zh-CN': zh }: Text): string[] {
  const faults: string[] = []
  if (en.trim() === '') faults.push('no English')
  if (zh.trim() === '') faults.push('no Chinese')
  if (chinese.test(en)) faults.push(`Chinese in English: ${en}`)
  if (!chinese.test(zh)) faults.push(`no Chinese letters: ${zh}`)
  if (/[，。；：（）]/.test(en)) faults.push(`Chinese punctuation in English: ${en}`)
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join()
  if (places(en) !== places(zh)) faults.push(`different places: ${en} / ${zh}`)
  return faults
}

export const isChinese = (text: string): boolean => chinese.test(text)
