import { join } from 'node:path'
import type { WebContents } from 'electron'
import { app, protocol, session } from 'electron'
import type { Port } from '../../../electron/contract/rpc.ts'
import { createIpcBridge } from '../../../electron/desktop/port.ts'
import { appScheme, serveAppScheme } from '../../../electron/desktop/protocol.ts'
import { guardContents, guardSession } from '../../../electron/desktop/security.ts'
import { createWindow, loadPage } from '../../../electron/desktop/window.ts'

/**
 * A main process made of the desktop host's own parts, in which a test stands in the place of the
 * engine: the server's end of the port is passed on to it over Node's ipc channel.
 */
let bridge = createIpcBridge()
let contents: WebContents | undefined
let attached: Port | undefined

const attach = (port: Port) => {
  attached = port
  port.listen((message) => process.send?.({ up: message }))
  port.onClose(() => process.send?.({ portClosed: true }))
}

process.on('message', (message: { down?: object; close?: true }) => {
  if (message.down) attached?.post(message.down)
  if (!message.close || !contents) return
  bridge.close()
  bridge = createIpcBridge()
  bridge.addWindow(contents, attach)
})

app.enableSandbox()
protocol.registerSchemesAsPrivileged([appScheme])
void app.whenReady().then(async () => {
  guardContents(app)
  guardSession(session.defaultSession)
  serveAppScheme(protocol, join(app.getAppPath(), 'page'))
  const window = createWindow(app.getAppPath())
  contents = window.webContents
  bridge.addWindow(contents, attach)
  await loadPage(window)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.exit(0))
