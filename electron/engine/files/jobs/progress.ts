import { AppError } from '../../../contract/errors.ts'
import type { FileJob, JobUpdate } from '../../../contract/fileJobs.ts'
import type { EntryKind } from '../../../contract/files.ts'
import type { StreamSink } from '../../../contract/rpc.ts'

/** Milliseconds between two updates: often enough for an eye, seldom enough for the bridge. */
const interval = 100

/** What a job tells while it runs. */
export type JobProgress = {
  readonly kind: FileJob['kind']
  counted(kind: EntryKind, size: number | null): void
  /** Counting is over. */
  working(total: number): void
  at(path: string): void
  /** Bytes of the entry at hand that are copied. */
  across(bytes: number): void
  /** One more entry dealt with. */
  finished(): void
  succeeded(from: string): void
  failed(path: string, thrown: unknown): void
  unconfirmed(): void
}

/** Collects what a job tells and hands it on in time; `end` resolves when all of it is across. */
export function createProgress(
  kind: FileJob['kind'],
  sink: StreamSink<JobUpdate>,
): JobProgress & { end(): Promise<void> } {
  const state: JobUpdate = {
    phase: 'counting',
    files: 0,
    folders: 0,
    links: 0,
    bytes: 0,
    doneBytes: 0,
    done: 0,
    total: null,
    current: '',
    failures: [],
    succeeded: [],
    unconfirmed: 0,
  }
  const { promise: ending, resolve: hurry } = Promise.withResolvers<void>()
  let isDirty = false
  let bytesBefore = 0
  let sending: Promise<void> | undefined

  const send = async () => {
    isDirty = false
    const update = { ...state }
    state.failures = []
    state.succeeded = []
    await sink.send([update])
  }
  const pump = async () => {
    while (isDirty && !sink.signal.aborted) {
      await send()
      await Promise.race([new Promise((resolve) => setTimeout(resolve, interval).unref()), ending])
    }
  }
  const changed = () => {
    isDirty = true
    // Whoever stopped listening has cancelled the job; that shows at its next step.
    sending ??= pump()
      .catch(() => {})
      .finally(() => (sending = undefined))
  }

  return {
    kind,
    counted(entryKind, size) {
      if (entryKind === 'directory') state.folders++
      else if (entryKind === 'link') state.links++
      else state.files++
      state.bytes += entryKind === 'file' ? (size ?? 0) : 0
      changed()
    },
    working(total) {
      state.phase = 'working'
      state.total = total
      changed()
    },
    at(path) {
      state.current = path
      changed()
    },
    across(bytes) {
      state.doneBytes = bytesBefore + bytes
      changed()
    },
    finished() {
      bytesBefore = state.doneBytes
      state.done++
      changed()
    },
    succeeded(from) {
      state.succeeded.push(from)
      changed()
    },
    failed(path, thrown) {
      state.failures.push({ path, error: AppError.from(thrown).toData() })
      changed()
    },
    unconfirmed() {
      state.unconfirmed++
      changed()
    },
    async end() {
      state.phase = 'done'
      state.total ??= state.done
      hurry()
      await sending
      await send()
    },
  }
}
