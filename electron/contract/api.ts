import { appCalls } from './app.ts'
import { explainCalls } from './explain.ts'
import { fileCalls } from './files.ts'
import { handedCalls } from './handed.ts'
import { protocolCalls } from './protocolLog.ts'
import type { Client, Server } from './rpc.ts'
import { sessionCalls } from './sessions.ts'
import { siteExchangeCalls } from './siteExchange.ts'
import { siteCalls } from './sites.ts'
import { synchronizeCalls } from './synchronize.ts'
import { transferCalls } from './transfers.ts'
import { vaultCalls } from './vault.ts'

/** Everything a window can ask of the engine. Flat names: one grep finds shape, code and callers. */
export const api = {
  ...appCalls,
  ...sessionCalls,
  ...fileCalls,
  ...handedCalls,
  ...transferCalls,
  ...synchronizeCalls,
  ...protocolCalls,
  ...explainCalls,
  ...siteCalls,
  ...siteExchangeCalls,
  ...vaultCalls,
}
export type Api = typeof api
export type ApiClient = Client<Api>
export type ApiServer = Server<Api>
