import type { DatabaseSync } from 'node:sqlite'
import { asAppError } from './database.ts'
import type { AppError } from '../../../contract/errors.ts'

/** Milliseconds that changes are gathered into one transaction. */
const gatherFor = 4

/**
 * Group commit: changes run at once in a transaction that many of them share; whoever must not
 * be ahead of the disk waits for `committed`.
 */
export type Commits = {
  /** Runs statements inside the open transaction. */
  change<T>(statements: () => T): T
  /** Resolves when everything changed up to now is on disk. */
  committed(): Promise<void>
  /** Commits now. */
  flush(): void
  /** Keeps the transaction open until the returned function is called: all or nothing. */
  hold(): () => void
  /** Runs inside the transaction right before it is committed. */
  beforeCommit(run: () => void): void
  afterCommit(run: () => void): void
  /** Tries the disk again after it refused. Throws if it still does. */
  repair(): void
  readonly isBroken: boolean
}

/** `onBroken` is told once when the disk refuses; nothing is written from then on. */
export function createCommits(
  database: DatabaseSync,
  onBroken: (error: AppError) => void,
): Commits {
  let isOpen = false
  let holds = 0
  let timer: NodeJS.Timeout | undefined
  let broken: AppError | undefined
  let waiting: { resolve: () => void; reject: (error: AppError) => void }[] = []
  const before: (() => void)[] = []
  const after: (() => void)[] = []

  const guard = <T>(statements: () => T): T => {
    if (broken) throw broken
    try {
      return statements()
    } catch (error) {
      if (!isFromDatabase(error)) throw error
      broken = asAppError(error)
      clearTimeout(timer)
      isOpen = false
      if (database.isTransaction) database.exec('ROLLBACK')
      const failed = waiting
      waiting = []
      for (const { reject } of failed) reject(broken)
      onBroken(broken)
      throw broken
    }
  }

  const commit = () => {
    clearTimeout(timer)
    timer = undefined
    if (!isOpen || holds > 0 || broken) return
    guard(() => {
      for (const run of before) run()
      database.exec('COMMIT')
    })
    isOpen = false
    const settled = waiting
    waiting = []
    for (const { resolve } of settled) resolve()
    for (const run of after) run()
  }

  const commitLater = () => {
    try {
      commit()
    } catch (error) {
      if (error !== broken) throw error
    }
  }

  return {
    change(statements) {
      return guard(() => {
        if (!isOpen) {
          database.exec('BEGIN IMMEDIATE')
          isOpen = true
        }
        timer ??= setTimeout(commitLater, gatherFor)
        return statements()
      })
    },
    committed() {
      if (broken) return Promise.reject(broken)
      if (!isOpen) return Promise.resolve()
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    flush: commit,
    hold() {
      holds++
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        if (--holds === 0 && isOpen) timer ??= setTimeout(commitLater, 0)
      }
    },
    beforeCommit: (run) => void before.push(run),
    get isBroken() {
      return broken !== undefined
    },
    repair() {
      if (!broken) return
      broken = undefined
      guard(() => database.exec('BEGIN IMMEDIATE; UPDATE meta SET value = value; COMMIT'))
    },
    afterCommit: (run) => void after.push(run),
  }
}

const isFromDatabase = (error: unknown) => (error as { code?: string }).code === 'ERR_SQLITE_ERROR'
