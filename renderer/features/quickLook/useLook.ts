import { onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../electron/contract/errors.ts'
import type { Place } from '../../../electron/contract/files.ts'
import type { OpenedContent, TextContent } from '../../../electron/contract/viewing.ts'
import { useBridge } from '../../bridge.ts'
import { readBytes } from './bytes.ts'

export type Look =
  | { state: 'opening' }
  | { state: 'failed'; error: AppError }
  /** Shown by an element that loads it from the host. */
  | { state: 'media'; kind: 'image' | 'audio' | 'video'; file: OpenedContent; address: string }
  | { state: 'text'; file: OpenedContent; content: TextContent }
  | { state: 'pdf'; file: OpenedContent; bytes: Uint8Array }
  | { state: 'hex'; file: OpenedContent; bytes: Uint8Array }
  | { state: 'too-large'; file: OpenedContent; limit: number }

/** Bytes that are fetched at most. Sound and film are played as they come and have no limit. */
const limits = {
  image: 64 * 1024 * 1024,
  pdf: 32 * 1024 * 1024,
  text: 512 * 1024,
  hex: 256 * 1024,
}

/** Opens one file after the other for looking at; whatever was fetched is gone when it is closed. */
export function useLook() {
  const bridge = useBridge()
  const look = shallowRef<Look>({ state: 'opening' })
  let place: Place | undefined
  let abort = new AbortController()
  let openId: string | undefined

  const release = () => {
    abort.abort()
    if (openId !== undefined) bridge.api.closeContent(openId).catch(() => {})
    openId = undefined
  }
  onScopeDispose(release)

  const show = async (wanted: Place, encoding?: string) => {
    release()
    place = wanted
    const own = new AbortController()
    abort = own
    look.value = { state: 'opening' }
    try {
      const next = await open(wanted, encoding, own.signal)
      if (!own.signal.aborted) look.value = next
    } catch (thrown) {
      if (!own.signal.aborted) look.value = { state: 'failed', error: AppError.from(thrown) }
    }
  }

  const open = async (
    wanted: Place,
    encoding: string | undefined,
    signal: AbortSignal,
  ): Promise<Look> => {
    const file = await bridge.api.openContent(wanted, signal)
    if (signal.aborted) {
      bridge.api.closeContent(file.id).catch(() => {})
      return { state: 'opening' }
    }
    openId = file.id
    const size = file.size ?? 0
    switch (file.kind) {
      case 'image':
        if (size > limits.image) return { state: 'too-large', file, limit: limits.image }
        return { state: 'media', kind: 'image', file, address: `content/${file.id}` }
      case 'audio':
      case 'video':
        return { state: 'media', kind: file.kind, file, address: `content/${file.id}` }
      case 'text': {
        const options = { maximum: limits.text, ...(encoding === undefined ? {} : { encoding }) }
        return { state: 'text', file, content: await bridge.api.readText(wanted, options, signal) }
      }
      case 'pdf':
        if (size > limits.pdf) return { state: 'too-large', file, limit: limits.pdf }
        return { state: 'pdf', file, bytes: await readBytes(bridge, file.id, limits.pdf, signal) }
      case 'binary':
        return { state: 'hex', file, bytes: await readBytes(bridge, file.id, limits.hex, signal) }
    }
  }

  /** What cannot be shown as what it claims to be is still a row of bytes. */
  const showBytes = async () => {
    const now = look.value
    if (!('file' in now)) return
    try {
      const bytes = await readBytes(bridge, now.file.id, limits.hex, abort.signal)
      look.value = { state: 'hex', file: now.file, bytes }
    } catch (thrown) {
      look.value = { state: 'failed', error: AppError.from(thrown) }
    }
  }
  const chooseEncoding = (encoding: string) => {
    if (place) void show(place, encoding)
  }
  return { look, show, showBytes, chooseEncoding }
}
