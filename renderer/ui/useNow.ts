import { useIntervalFn, createSharedComposable } from '@vueuse/core'
import { ref } from 'vue'

/** Milliseconds since 1970, renewed twice a minute: for texts like "5 minutes ago". */
export const useNow = createSharedComposable(() => {
  const now = ref(Date.now())
  useIntervalFn(() => {
    now.value = Date.now()
  }, 30_000)
  return now
})
