import { onScopeDispose, readonly, ref, watch } from 'vue'
import type { Ref } from 'vue'

/** True once `source` has been true for that long: what is quick shows no sign of waiting. */
export function useDelayed(source: () => boolean, milliseconds: number): Readonly<Ref<boolean>> {
  const isDue = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    source,
    (isOn) => {
      clearTimeout(timer)
      isDue.value = false
      if (isOn)
        timer = setTimeout(() => {
          isDue.value = true
        }, milliseconds)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return readonly(isDue)
}
