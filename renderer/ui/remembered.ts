import { ref, watch } from 'vue'
import type { Ref } from 'vue'
import type { z } from 'zod'

/**
 * What only this screen knows (widths, open tabs): kept in the browser's storage. Whatever is
 * found there is checked, since older versions and other hands may have written it.
 */
export function useRemembered<S extends z.ZodType>(key: string, shape: S): Ref<z.output<S>> {
  const value = ref(read(key, shape)) as Ref<z.output<S>>
  watch(value, (next) => localStorage.setItem(`sampan.${key}`, JSON.stringify(next)), {
    deep: true,
  })
  return value
}

function read<S extends z.ZodType>(key: string, shape: S): z.output<S> {
  try {
    const stored = localStorage.getItem(`sampan.${key}`)
    if (stored !== null) return shape.parse(JSON.parse(stored))
  } catch {
    // Unreadable: start from the defaults.
  }
  return shape.parse(undefined)
}
