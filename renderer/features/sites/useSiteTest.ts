import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { AppError } from '../../../electron/contract/errors.ts'
import { TestStep } from '../../../electron/contract/sites.ts'
import type { SecretName, SiteDraft, TestResult } from '../../../electron/contract/sites.ts'
import { useSites } from '../../stores/sites.ts'

/** A run of the connection test: its steps as they come in. */
export function useSiteTest() {
  const sites = useSites()
  const results = shallowRef<ReadonlyMap<TestStep, TestResult>>(new Map())
  const failure = shallowRef<AppError>()
  const isShown = ref(false)
  const isRunning = ref(false)
  let stopStream = () => {}

  const stop = () => {
    stopStream()
    stopStream = () => {}
    isShown.value = false
    isRunning.value = false
  }
  onScopeDispose(stop)

  const start = (
    draft: SiteDraft,
    secrets: Partial<Record<SecretName, string | null>>,
    id: string | undefined,
  ) => {
    stop()
    results.value = new Map()
    failure.value = undefined
    isShown.value = true
    isRunning.value = true
    const typed = Object.fromEntries(Object.entries(secrets).filter(([, secret]) => secret))
    stopStream = sites.api().testSite(draft, typed, id, {
      batch: (items) => {
        const next = new Map(results.value)
        for (const item of items) next.set(item.step, item)
        results.value = next
      },
      end: () => {
        isRunning.value = false
      },
      error: (error) => {
        failure.value = error
        isRunning.value = false
      },
    })
  }
  const steps = computed(() =>
    TestStep.options.map((step) => results.value.get(step) ?? { step, state: 'waiting' as const }),
  )
  const outcome = computed<'running' | 'good' | 'failed' | 'stopped'>(() => {
    if (isRunning.value) return 'running'
    if (failure.value || steps.value.some(({ state }) => state === 'failed')) return 'failed'
    return steps.value.some(({ state }) => state === 'waiting' || state === 'running')
      ? 'stopped'
      : 'good'
  })
  /** Why it failed: of the stream itself, or of the step that did. */
  const error = computed<AppError | undefined>(() => {
    if (failure.value) return failure.value
    for (const result of results.value.values())
      if (result.error) return AppError.fromData(result.error)
    return undefined
  })
  return { steps, outcome, error, isShown, isRunning, start, stop }
}

export type SiteTest = ReturnType<typeof useSiteTest>
