/**
 * What browsers and Node both have beyond the language itself, as far as the contract uses it.
 * Only this project sees the file: the others bring the full declarations of their own runtime.
 */
type AbortListener = () => void
interface AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: AbortListener, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: AbortListener): void
}
declare var AbortSignal: { prototype: AbortSignal; new (): AbortSignal }
interface AbortController {
  readonly signal: AbortSignal
  abort(): void
}
declare var AbortController: { prototype: AbortController; new (): AbortController }
declare function queueMicrotask(task: () => void): void
