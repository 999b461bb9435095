import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { ComparePace, Comparison } from '../../electron/contract/explain.ts'
import { useBridge } from '../bridge.ts'
import { useNotices } from './notices.ts'

/** A passive and an active transfer of one file, side by side. Kept while tabs change. */
export const useCompare = defineStore('protocolCompare', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const isShown = ref(false)
  const isRunning = ref(false)
  const pace = ref<ComparePace>('slow')
  const sessions = shallowRef<Comparison>()
  /** undefined: as the room allows. */
  const isExplaining = ref<boolean>()
  let stop: (() => void) | undefined

  const run = (wanted: ComparePace) => {
    stop?.()
    isShown.value = true
    isRunning.value = true
    pace.value = wanted
    sessions.value = undefined
    const over = () => {
      isRunning.value = false
      stop = undefined
    }
    stop = bridge.api.compareModes(wanted, {
      batch(items) {
        sessions.value = items.at(-1)
      },
      end: over,
      error(thrown) {
        over()
        notices.showError(thrown)
      },
    })
  }
  const close = () => {
    stop?.()
    stop = undefined
    isRunning.value = false
    isShown.value = false
  }
  return { isShown, isRunning, pace, sessions, isExplaining, run, close }
})
