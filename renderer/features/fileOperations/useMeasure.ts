import { onScopeDispose, shallowRef } from 'vue'
import type { JobUpdate } from '../../../electron/contract/fileJobs.ts'
import type { Place } from '../../../electron/contract/files.ts'
import { useFileJobs } from './fileJobs.ts'

export type Measure =
  | { state: 'idle' }
  | { state: 'counting'; update: JobUpdate | undefined }
  | { state: 'done'; update: JobUpdate; unread: number }
  | { state: 'failed' }

/** Counts what is below places, for as long as whoever asked is on the screen. */
export function useMeasure() {
  const jobs = useFileJobs()
  const measure = shallowRef<Measure>({ state: 'idle' })
  let cancel = () => {}
  onScopeDispose(() => cancel())

  const start = (places: readonly Place[]) => {
    cancel()
    measure.value = { state: 'counting', update: undefined }
    cancel = jobs.start(
      { kind: 'measure', places: [...places] },
      {
        update(update) {
          if (update.phase !== 'done') measure.value = { state: 'counting', update }
        },
        end({ state, last, failures }) {
          measure.value =
            state === 'done' && last
              ? { state: 'done', update: last, unread: failures.length }
              : { state: 'failed' }
        },
      },
    )
  }
  return { measure, start }
}
