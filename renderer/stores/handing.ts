import { defineStore } from 'pinia'
import { ref } from 'vue'
import { AppError } from '../../electron/contract/errors.ts'
import type { Place } from '../../electron/contract/files.ts'
import type { HandedEvent } from '../../electron/contract/handed.ts'
import type { Off } from '../../electron/contract/rpc.ts'
import { useBridge } from '../bridge.ts'

type Wanted = Extract<HandedEvent, { kind: 'wanted' }>

/** Files that this page lends: to the engine what was dropped, to the browser what is dragged out. */
export const useHanding = defineStore('handing', () => {
  const bridge = useBridge()
  /** Drops whose files are not all across yet; closing the page would end them. */
  const open = ref(0)

  const send = async (files: readonly File[], wanted: Wanted) => {
    const { ticket, index, offset, length } = wanted
    const file = files[index]
    try {
      if (!file || !bridge.host.handing) throw new Error('There is no such file')
      const end = length === null ? file.size : offset + length
      await bridge.host.handing.send(ticket, file.slice(offset, end))
    } catch (thrown) {
      // Heard by nobody if the engine itself had enough, for a pause.
      await bridge.api.refuseHandedFile(ticket, String(thrown).slice(0, 900)).catch(() => {})
    }
  }

  /**
   * Lends files to the engine; gives the paths by which they can be named, in order, and a way to
   * take them back.
   */
  const hand = (files: readonly File[]): Promise<{ paths: string[]; takeBack: Off }> =>
    new Promise((resolve, reject) => {
      open.value++
      const facts = files.map(({ name, size, lastModified }) => ({
        name,
        size,
        modifiedAt: lastModified,
      }))
      let isOpen = true
      const closed = () => {
        if (isOpen) open.value--
        isOpen = false
      }
      const off = bridge.api.handFiles(facts, {
        batch(events) {
          for (const event of events)
            if (event.kind === 'wanted') void send(files, event)
            else
              resolve({
                paths: event.paths,
                takeBack: () => {
                  off()
                  closed()
                },
              })
        },
        end: closed,
        error(error) {
          closed()
          reject(error)
        },
      })
    })

  /** An address from which the browser can fetch one file, once. Undefined outside a browser. */
  const lend = (place: Place): { address: string; ready: Promise<void> } | undefined => {
    const { handing } = bridge.host
    if (!handing) return undefined
    const bytes = crypto.getRandomValues(new Uint8Array(24))
    const ticket = btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
    const ready = bridge.api.lendFile(ticket, place)
    return { address: handing.addressOf(ticket), ready }
  }

  /** Has the browser save a file where it saves all it downloads. */
  const download = async (place: Place, name: string) => {
    const lent = lend(place)
    if (!lent) throw new AppError('not-possible-now', 'Only a browser can do this')
    await lent.ready
    const link = document.createElement('a')
    link.href = lent.address
    link.download = name
    link.click()
  }

  return { open, hand, lend, download }
})
