import { appCalls } from './app.ts'
import { dataFolderCalls } from './dataFolder.ts'
import { editingCalls } from './editing.ts'
import { explainCalls } from './explain.ts'
import { fileJobCalls } from './fileJobs.ts'
import { fileCalls } from './files.ts'
import { handedCalls } from './handed.ts'
import { protocolCalls } from './protocolLog.ts'
import type { Client, Server } from './rpc.ts'
import { sessionCalls } from './sessions.ts'
import { shellCalls } from './shell.ts'
import { siteExchangeCalls } from './siteExchange.ts'
import { siteCalls } from './sites.ts'
import { synchronizeCalls } from './synchronize.ts'
import { transferCalls } from './transfers.ts'
import { vaultCalls } from './vault.ts'
import { viewingCalls } from './viewing.ts'

/** Everything a window can ask of the engine. Flat names: one grep finds shape, code and callers. */
export const engineApi = {
  ...appCalls,
  ...sessionCalls,
  ...fileCalls,
  ...handedCalls,
  ...fileJobCalls,
  ...transferCalls,
  ...synchronizeCalls,
  ...protocolCalls,
  ...explainCalls,
  ...siteCalls,
  ...siteExchangeCalls,
  ...vaultCalls,
  ...viewingCalls,
  ...editingCalls,
  ...dataFolderCalls,
}
/** What the engine answers, and what the program around the window does. */
export const api = { ...engineApi, ...shellCalls }
export type Api = typeof api
export type ApiClient = Client<Api>
export type ApiServer = Server<Api>
/** The engine's part, and the host's. */
export type EngineServer = Server<typeof engineApi>
export type ShellServer = Server<typeof shellCalls>
