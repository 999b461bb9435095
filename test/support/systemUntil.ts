export type UntilOptions = {
  /** Milliseconds until it gives up; 20 000 when left out: shared machines pause. */
  timeout?: number
  /** What was waited for, for the error's text. */
  what?: string
}

/**
 * Asks `condition` every 20 ms until it answers with something truthy, and returns that. An error
 * thrown by the condition counts as "not yet" and is the cause of the final error.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const timeout = options.timeout ?? 20_000
  const end = performance.now() + timeout
  let cause: unknown
  for (;;) {
    try {
      const answer = await condition()
      if (answer) return answer
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() > end) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited ${timeout} ms in vain for ${options.what ?? String(condition)}`, {
    cause,
  })
}
