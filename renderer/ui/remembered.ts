import { ref, watch } from 'vue'
import type { Ref } from 'vue'
import type { z } from 'zod'

const placeOf = (key: string) => `sampan.${key}`

/**
 * What only this page knows: kept in the browser's storage. Whatever is found there is checked,
 * since older versions and other hands may have written it.
 */
export function useRemembered<S extends z.ZodType>(key: string, shape: S): Ref<z.output<S>> {
  const value = ref(readRemembered(key, shape) ?? shape.parse(undefined)) as Ref<z.output<S>>
  watch(value, (next) => remember(key, next), { deep: true })
  return value
}

export const remember = (key: string, value: unknown) =>
  localStorage.setItem(placeOf(key), JSON.stringify(value))

export const forgetRemembered = (key: string) => localStorage.removeItem(placeOf(key))

/** What the browser's storage holds under a key; undefined when there is nothing, or nonsense. */
export function readRemembered<S extends z.ZodType>(
  key: string,
  shape: S,
): z.output<S> | undefined {
  try {
    const stored = localStorage.getItem(placeOf(key))
    return stored === null ? undefined : shape.parse(JSON.parse(stored))
  } catch {
    return undefined
  }
}
