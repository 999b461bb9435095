import type { IpcMainEvent, WebContents } from 'electron'
import { ipcMain } from 'electron'
import { z } from 'zod'
import type { Port } from '../contract/rpc.ts'
import { appOrigin, downChannel, upChannel } from './channel.ts'
import type { Down } from './channel.ts'

const Envelope = z.strictObject({
  page: z.uuid(),
  text: z.string().max(64 * 1024 * 1024),
})

export type IpcBridge = {
  /** Serves the documents of a window, each with a port of its own. */
  addWindow(contents: WebContents, attach: (port: Port) => void): void
  /** Tells every page that the engine ends. */
  close(): void
}

type OpenPort = { page: string; receive: (message: unknown) => void; close: () => void }
type Window = { attach: (port: Port) => void; port?: OpenPort; forget: () => void }

/** Electron's ipc as Ports. One listener for all windows, so the sender is checked in one place. */
export function createIpcBridge(): IpcBridge {
  const windows = new Map<WebContents, Window>()

  const onMessage = (event: IpcMainEvent, value: unknown) => {
    const window = windows.get(event.sender)
    const envelope = Envelope.safeParse(value)
    if (!window || !isOurPage(event) || !envelope.success) return
    const { page, text } = envelope.data
    const message = parseJson(text)
    if (message === undefined) return
    if (window.port?.page !== page) {
      window.port?.close()
      window.port = openPort(event.sender, page, window.attach)
    }
    window.port.receive(message)
  }
  ipcMain.on(upChannel, onMessage)

  return {
    addWindow(contents, attach) {
      const closePort = () => {
        window.port?.close()
        delete window.port
      }
      const forget = () => {
        closePort()
        windows.delete(contents)
        contents.off('render-process-gone', closePort)
        contents.off('destroyed', forget)
      }
      const window: Window = { attach, forget }
      windows.set(contents, window)
      // A reload is seen by the new document's first message: only then is the old one gone.
      contents.on('render-process-gone', closePort)
      contents.on('destroyed', forget)
    },
    close() {
      ipcMain.off(upChannel, onMessage)
      for (const [contents, { port, forget }] of [...windows]) {
        if (port && !contents.isDestroyed()) send(contents, { page: port.page, closed: true })
        forget()
      }
    },
  }
}

/** Electron's rule 17: the main frame of a window of ours, showing our page. */
export function isOurPage({
  sender,
  senderFrame,
}: Pick<IpcMainEvent, 'sender' | 'senderFrame'>): boolean {
  return (
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    senderFrame.origin === appOrigin &&
    senderFrame.url.startsWith(`${appOrigin}/`)
  )
}

function openPort(contents: WebContents, page: string, attach: (port: Port) => void): OpenPort {
  let isOpen = true
  const closing: (() => void)[] = []
  const open: OpenPort = {
    page,
    receive: () => {},
    close() {
      if (!isOpen) return
      isOpen = false
      for (const closed of closing.splice(0)) closed()
    },
  }
  attach({
    post(message) {
      if (isOpen && !contents.isDestroyed()) send(contents, { page, text: JSON.stringify(message) })
    },
    listen: (receive) => (open.receive = receive),
    onClose(closed) {
      if (isOpen) closing.push(closed)
      else closed()
    },
  })
  return open
}

const send = (contents: WebContents, down: Down) => contents.send(downChannel, down)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
