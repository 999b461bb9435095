import { useEventListener } from '@vueuse/core'
import { defineStore } from 'pinia'
import { watch } from 'vue'
import type { Ref } from 'vue'
import type { z } from 'zod'
import type { ScreenPart, Settings } from '../../electron/contract/app.ts'
import { useBridge } from '../bridge.ts'
import { readRemembered, useRemembered } from '../ui/remembered.ts'
import { useSettings } from './settings.ts'

/** Milliseconds: a column that is being dragged is written once. */
const pause = 500

/** How the window was left, in the engine's settings: the same at every address of a web host. */
const useScreen = defineStore('screen', () => {
  const bridge = useBridge()
  const settings = useSettings()
  const changed = new Map<ScreenPart, Ref<unknown>>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const write = () => {
    clearTimeout(timer)
    timer = undefined
    if (changed.size === 0 || bridge.state.value !== 'open') return
    const screen = JSON.parse(
      JSON.stringify(Object.fromEntries([...changed].map(([part, { value }]) => [part, value]))),
    ) as Settings['screen']
    changed.clear()
    // Not worth a word: the browser's storage has it, too.
    settings.change({ screen }).catch(() => undefined)
  }
  const keep = (part: ScreenPart, value: Ref<unknown>) => {
    changed.set(part, value)
    timer ??= setTimeout(write, pause)
  }
  useEventListener(window, 'pagehide', write)
  return { keep }
})

/**
 * What a part of the window remembers. It begins with what this page's storage has, so that nothing
 * jumps, and takes what the engine has as soon as that is known; what only the page has, of an
 * earlier version, moves to the engine. Changes go to both.
 */
export function useScreenPart<S extends z.ZodType<object>>(
  part: ScreenPart,
  shape: S,
): Ref<z.output<S>> {
  const settings = useSettings()
  const screen = useScreen()
  const isKnownHere = readRemembered(part, shape) !== undefined
  const value = useRemembered(part, shape)
  /** What has just come from the engine need not go back. */
  let taken: string | undefined
  watch(
    () => settings.isRead,
    (isRead) => {
      if (!isRead) return
      const kept = shape.safeParse(settings.settings.screen[part])
      if (settings.settings.screen[part] === undefined || !kept.success) {
        if (isKnownHere) screen.keep(part, value)
        return
      }
      const before = JSON.stringify(value.value)
      // In place: parts of it may be in use by themselves.
      Object.assign(value.value, kept.data)
      const after = JSON.stringify(value.value)
      taken = after === before ? undefined : after
    },
    { immediate: true },
  )
  watch(
    value,
    () => {
      const isNews = JSON.stringify(value.value) !== taken
      taken = undefined
      if (settings.isRead && isNews) screen.keep(part, value)
    },
    { deep: true },
  )
  return value
}
