import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AppError } from '../../electron/contract/errors.ts'
import { CheckId } from '../../electron/contract/explain.ts'
import type { CheckItem, CheckTarget } from '../../electron/contract/explain.ts'
import { useBridge } from '../bridge.ts'
import { currentLanguage } from '../i18n.ts'

export type Check = Extract<CheckItem, { kind: 'check' }>
export type CheckVerdict = Extract<CheckItem, { kind: 'verdict' }>

/** The checks of one server: results as they come, and the verdict. Kept while tabs change. */
export const useChecks = defineStore('protocolChecks', () => {
  const bridge = useBridge()
  const title = shallowRef('')
  const results = shallowRef<ReadonlyMap<CheckId, Check>>(new Map())
  const verdict = shallowRef<CheckVerdict>()
  const error = shallowRef<AppError>()
  const startedAt = shallowRef(0)
  const stopRunning = shallowRef<() => void>()

  const stop = () => {
    stopRunning.value?.()
    stopRunning.value = undefined
  }
  const run = (name: string, target: CheckTarget) => {
    stop()
    title.value = name
    results.value = new Map()
    verdict.value = undefined
    error.value = undefined
    startedAt.value = Date.now()
    const off = bridge.api.runChecks(target, currentLanguage(), {
      batch(items) {
        const next = new Map(results.value)
        for (const item of items) {
          if (item.kind === 'check') next.set(item.id, item)
          else verdict.value = item
        }
        results.value = next
      },
      end: () => {
        stopRunning.value = undefined
      },
      error(thrown) {
        stopRunning.value = undefined
        if (thrown.code !== 'cancelled') error.value = thrown
      },
    })
    stopRunning.value = off
  }
  const list = computed(() =>
    CheckId.options.flatMap((id) => {
      const check = results.value.get(id)
      return check ? [check] : []
    }),
  )
  return {
    title,
    list,
    verdict,
    error,
    startedAt,
    isRunning: computed(() => stopRunning.value !== undefined),
    run,
    stop,
  }
})
