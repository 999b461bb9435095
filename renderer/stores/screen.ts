import { useEventListener } from '@vueuse/core'
import { defineStore } from 'pinia'
import { watch } from 'vue'
import type { Ref } from 'vue'
import { z } from 'zod'
import { ScreenPart } from '../../electron/contract/app.ts'
import type { Settings } from '../../electron/contract/app.ts'
import { useBridge } from '../bridge.ts'
import { forgetRemembered, readRemembered, remember, useRemembered } from '../ui/remembered.ts'
import { useSettings } from './settings.ts'

/** Milliseconds: a column that is being dragged is written once. */
const pause = 500

const unsentKey = 'unsent'
const Unsent = z.array(ScreenPart).default([])

/** How the window was left, in the engine's settings: the same at every address of a web host. */
const useScreen = defineStore('screen', () => {
  const bridge = useBridge()
  const settings = useSettings()
  /** What the engine has not got yet; a page that ends in between finds it here when it begins. */
  const unsent = new Set(readRemembered(unsentKey, Unsent))
  const values = new Map<ScreenPart, Ref<unknown>>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const noteUnsent = () => {
    if (unsent.size > 0) remember(unsentKey, [...unsent])
    else forgetRemembered(unsentKey)
  }
  const write = async () => {
    clearTimeout(timer)
    timer = undefined
    const parts = [...unsent].filter((part) => values.has(part))
    if (parts.length === 0 || bridge.state.value !== 'open') return
    const text = JSON.stringify(
      Object.fromEntries(parts.map((part) => [part, values.get(part)?.value])),
    )
    for (const part of parts) unsent.delete(part)
    try {
      await settings.change({ screen: JSON.parse(text) as Settings['screen'] })
    } catch {
      // Not worth a word: this page has it, and tries again with the next change.
      for (const part of parts) unsent.add(part)
    }
    noteUnsent()
  }
  const keep = (part: ScreenPart, value: Ref<unknown>) => {
    values.set(part, value)
    unsent.add(part)
    noteUnsent()
    timer ??= setTimeout(() => void write(), pause)
  }
  useEventListener(window, 'pagehide', () => void write())
  return { keep, isUnsent: (part: ScreenPart) => unsent.has(part) }
})

/**
 * What a part of the window remembers. It begins with what this page's storage has, so that nothing
 * jumps, and takes what the engine has as soon as that is known; what only the page has, of an
 * earlier version or because it ended too soon, goes to the engine. Changes go to both.
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
      const theirs = settings.settings.screen[part]
      const kept = shape.safeParse(theirs)
      if (theirs === undefined || !kept.success || screen.isUnsent(part)) {
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
