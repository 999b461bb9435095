import { afterAll, beforeAll } from 'vitest'
import { describePort } from '../support/portSuite.ts'
import type { IpcPorts } from '../support/electron/ipcPorts.ts'
import { startIpcPorts } from '../support/electron/ipcPorts.ts'

let ports: IpcPorts
beforeAll(async () => {
  ports = await startIpcPorts()
})
afterAll(() => ports.close())

describePort('Electron ipc', () => ports.open())
