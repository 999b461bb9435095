import { defineStore } from 'pinia'
import type { AppError } from '../../../electron/contract/errors.ts'
import type { FileJob, JobFailure, JobUpdate } from '../../../electron/contract/fileJobs.ts'
import { useBridge } from '../../bridge.ts'
import { formatBytes, formatCount } from '../../format.ts'
import { currentLanguage, t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import { visibleText } from '../../text.ts'

export type JobEnd = {
  state: 'done' | 'failed' | 'cancelled'
  /** Sources that are at their goal: of renames and copies. */
  succeeded: readonly string[]
  failures: readonly JobFailure[]
  last: JobUpdate | undefined
}

export type JobListener = {
  update?(update: JobUpdate): void
  end(end: JobEnd, error?: AppError): void
}

/** Milliseconds after which a job that still runs is worth a notice. */
const patience = 300
/** Failures that are listed by name; the rest is counted. */
const shownFailures = 200

/** Runs jobs over files; each shows its progress, can be cancelled, and names what failed. */
export const useFileJobs = defineStore('fileJobs', () => {
  const bridge = useBridge()
  const notices = useNotices()

  /** Starts a job; the returned function cancels it. */
  const start = (job: FileJob, listener: JobListener): (() => void) => {
    const succeeded: string[] = []
    const failures: JobFailure[] = []
    let last: JobUpdate | undefined
    let isOver = false
    const end = (state: JobEnd['state'], error?: AppError) => {
      if (isOver) return
      isOver = true
      listener.end({ state, succeeded, failures, last }, error)
    }
    const stop = bridge.api.runFileJob(job, {
      batch: (updates) => {
        for (const update of updates) {
          last = update
          succeeded.push(...update.succeeded)
          failures.push(...update.failures)
          listener.update?.(update)
        }
      },
      end: () => end('done'),
      error: (error) => end(error.code === 'cancelled' ? 'cancelled' : 'failed', error),
    })
    return () => {
      stop()
      end('cancelled')
    }
  }

  const wordsOf = (kind: FileJob['kind'], update: JobUpdate | undefined): string => {
    const language = currentLanguage()
    const count = (number: number) => formatCount(number, language)
    if (!update || update.phase === 'counting') {
      const found = (update?.files ?? 0) + (update?.folders ?? 0) + (update?.links ?? 0)
      return t('jobs.counting', {
        count: count(found),
        size: formatBytes(update?.bytes ?? 0, language),
      })
    }
    return t(`jobs.${kind}`, { done: count(update.done), total: count(update.total ?? 0) })
  }

  const reportFailures = ({ failures, last }: JobEnd) => {
    if (failures.length > 0)
      notices.showInfo(
        t('operations.someFailed', { count: failures.length }, failures.length),
        failures.slice(0, shownFailures).map(failureText),
      )
    const unconfirmed = last?.unconfirmed ?? 0
    if (unconfirmed > 0)
      notices.showInfo(t('operations.unconfirmed', { count: unconfirmed }, unconfirmed))
  }

  /** Runs a job to its end. Failures are shown here; it never rejects. */
  const run = (job: FileJob): Promise<JobEnd> =>
    new Promise((resolve) => {
      let latest: JobUpdate | undefined
      let notice: ReturnType<typeof notices.showProgress> | undefined
      const cancel = start(job, {
        update(update) {
          latest = update
          notice?.update(wordsOf(job.kind, update))
        },
        end(end, error) {
          clearTimeout(timer)
          notice?.()
          if (error) notices.showError(error)
          reportFailures(end)
          resolve(end)
        },
      })
      const timer = setTimeout(() => {
        notice = notices.showProgress(wordsOf(job.kind, latest), cancel)
      }, patience)
    })

  return { start, run }
})

/** One failed entry in a line: which, and the words of whoever refused. */
export function failureText({ path, error }: JobFailure): string {
  const words = error.details?.reply ?? error.message
  return `${visibleText(path)}: ${visibleText(words)}`
}
