import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { downChannel, dragChannel, upChannel } from './channel.ts'
import type { Down } from './channel.ts'

/**
 * All that the page gets: a pipe for JSON, where a file that the user dropped lies, and a way to
 * begin a drag of local files. No object of Electron reaches it. One document has one port, named so that a reload starts afresh.
 */
const page = crypto.randomUUID()
const early: string[] = []
let receive: ((message: unknown) => void) | undefined
let isClosed = false
const closing: (() => void)[] = []

ipcRenderer.on(downChannel, (_event, down: Down) => {
  if (down.page !== page) return
  if ('closed' in down) {
    isClosed = true
    for (const closed of closing.splice(0)) closed()
  } else if (receive) receive(JSON.parse(down.text))
  else early.push(down.text)
})

contextBridge.exposeInMainWorld('sampanHost', {
  post(message: object) {
    if (!isClosed) ipcRenderer.send(upChannel, { page, text: JSON.stringify(message) })
  },
  listen(listener: (message: unknown) => void) {
    receive = listener
    for (const text of early.splice(0)) listener(JSON.parse(text))
  },
  onClose(closed: () => void) {
    if (isClosed) closed()
    else closing.push(closed)
  },
  pathOf: (file: File) => webUtils.getPathForFile(file),
  startDrag: (paths: string[]) => ipcRenderer.send(dragChannel, paths),
})
