import type { RateLimiter } from '../ftp/connection.ts'

/** A clock in milliseconds that never jumps, and a timer on it. */
export type Timing = {
  now(): number
  /** Gives the function that takes the timer back. */
  after(milliseconds: number, run: () => void): () => void
}

export const systemTiming: Timing = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** A limit in bytes a second that many transfers share. */
export type SharedLimit = RateLimiter & {
  /** 0 lifts the limit; whoever waits goes on at the new rate. */
  setRate(bytesPerSecond: number): void
}

const passed = Promise.resolve()

/**
 * Token bucket. A piece is let through as soon as the bucket is not in debt, and its bytes are
 * then taken out: pieces bigger than a second's worth pass too, and those behind them pay for it.
 * The bucket holds a quarter of a second, so that a pause does not end in a burst.
 */
export function createSharedLimit(bytesPerSecond: number, timing = systemTiming): SharedLimit {
  let rate = bytesPerSecond
  let tokens = rate / 4
  let filledAt = timing.now()
  let stopTimer: (() => void) | undefined
  const waiting: { bytes: number; pass: () => void }[] = []

  const fill = () => {
    const now = timing.now()
    tokens = Math.min(rate / 4, tokens + ((now - filledAt) / 1_000) * rate)
    filledAt = now
  }

  const serve = () => {
    stopTimer?.()
    stopTimer = undefined
    fill()
    while (waiting.length > 0 && (rate === 0 || tokens >= 0)) {
      const next = waiting.shift()!
      tokens -= next.bytes
      next.pass()
    }
    if (waiting.length > 0) {
      const milliseconds = Math.max(1, Math.ceil((-tokens / rate) * 1_000))
      stopTimer = timing.after(milliseconds, serve)
    }
  }

  return {
    get isLifted() {
      return rate === 0
    },
    take(bytes, signal) {
      if (rate === 0) return passed
      fill()
      if (waiting.length === 0 && tokens >= 0) {
        tokens -= bytes
        return passed
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(entry), 1)
          reject(signal.reason)
        }
        const entry = {
          bytes,
          pass: () => {
            signal.removeEventListener('abort', leave)
            resolve()
          },
        }
        if (signal.aborted) return reject(signal.reason)
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(entry)
        if (!stopTimer) serve()
      })
    },
    setRate(bytesPerSecond) {
      fill()
      rate = bytesPerSecond
      // Debt was run up at the old rate; at most a second of it is carried over to the new one.
      tokens = rate === 0 ? 0 : Math.max(-rate, Math.min(tokens, rate / 4))
      serve()
    },
  }
}

/** Every limit must let a piece through, one after the other. */
export function joinLimits(...limits: RateLimiter[]): RateLimiter {
  return {
    get isLifted() {
      return limits.every((limit) => limit.isLifted)
    },
    async take(bytes, signal) {
      for (const limit of limits) await limit.take(bytes, signal)
    },
  }
}
