import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { TourStep } from '../../electron/contract/explain.ts'
import { useBridge } from '../bridge.ts'
import { currentLanguage } from '../i18n.ts'
import { useNotices } from './notices.ts'
import { useProtocol } from './protocol.ts'

/** The guided tour: where it stands, what it points at, and the session it works on. */
export const useTour = defineStore('protocolTour', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const protocol = useProtocol()
  const steps = shallowRef<readonly TourStep[]>([])
  /** -1: the tour has not begun. */
  const place = ref(-1)
  const isRunning = ref(false)
  const sessionId = ref<string>()
  const points = shallowRef<ReadonlySet<number>>(new Set())

  const load = async () => {
    steps.value = await bridge.api.tourSteps(currentLanguage())
  }
  const go = (to: number) => {
    const step = steps.value[to]
    if (!step || isRunning.value) return
    place.value = to
    isRunning.value = true
    const found = new Set<number>()
    points.value = found
    bridge.api.runTourStep(step.id, {
      batch(items) {
        for (const item of items) {
          if (item.kind === 'session') sessionId.value = item.sessionId
          else found.add(item.seq)
        }
        points.value = new Set(found)
        const [first] = found
        if (first !== undefined) protocol.select(first)
      },
      end: () => {
        isRunning.value = false
      },
      error: (thrown) => {
        isRunning.value = false
        notices.showError(thrown)
      },
    })
  }
  const end = () => {
    place.value = -1
    sessionId.value = undefined
    points.value = new Set()
    bridge.api.endTour().catch(notices.showError)
  }
  return {
    steps,
    place,
    isRunning,
    sessionId,
    points,
    step: computed(() => steps.value[place.value]),
    load,
    go,
    end,
  }
})
