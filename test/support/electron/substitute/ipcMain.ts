import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'

/** Channels are its events; Contents emits what pages send. */
export const ipcMain = new EventEmitter() as EventEmitter & Pick<IpcMain, 'on' | 'off' | 'emit'>
