import { computed, ref, shallowRef, watch } from 'vue'
import type { Completion } from '../../../electron/contract/explain.ts'
import { useBridge } from '../../bridge.ts'
import { currentLanguage } from '../../i18n.ts'

const mostShown = 8

/** Commands that the session's server knows and that begin with what is typed. */
export function useCompletion(sessionId: () => string | undefined, typed: () => string) {
  const bridge = useBridge()
  const all = shallowRef<readonly Completion[]>([])
  const place = ref(-1)
  const isOpen = ref(false)

  const load = async () => {
    const id = sessionId()
    if (id === undefined) return
    // Without completions the line works as well.
    all.value = await bridge.api.completeCommand(id, currentLanguage()).catch(() => [])
  }
  watch([sessionId, currentLanguage], () => {
    all.value = []
    if (isOpen.value) void load()
  })

  const found = computed(() => {
    const start = typed().trimStart().toUpperCase()
    if (start === '' || !isOpen.value) return []
    const matching = all.value.filter(({ command }) => command.startsWith(start))
    const isComplete = matching.length === 1 && matching[0]?.command === start
    return isComplete ? [] : matching.slice(0, mostShown)
  })
  watch(typed, () => {
    place.value = -1
  })

  return {
    found,
    place,
    /** The command whose arguments are being typed, to show how they go. */
    hint: computed(() => {
      const line = typed().trimStart().toUpperCase()
      return all.value
        .filter(({ command }) => line === command || line.startsWith(`${command} `))
        .sort((one, other) => other.command.length - one.command.length)[0]
    }),
    open() {
      isOpen.value = true
      if (all.value.length === 0) void load()
    },
    close() {
      isOpen.value = false
      place.value = -1
    },
    move(by: number): boolean {
      if (found.value.length === 0) return false
      const count = found.value.length
      place.value =
        place.value === -1 ? (by > 0 ? 0 : count - 1) : (place.value + by + count) % count
      return true
    },
  }
}
