/** What a host lends the engine. Electron, the web host and the CLI each bring their own. */
import type { AppInfo } from '../contract/app.ts'
import type { SecretStore } from './secrets/secretStore.ts'

/** System abilities that only some hosts have. A missing one is said honestly to the user. */
export type HostAbilities = {
  /** Moves a local entry to the system's trash. Absent: the engine deletes for good. */
  moveToTrash?: (path: string) => Promise<void>
  /** Opens a file in the system's program for it. Absent: files are edited in the window only. */
  openFile?: (path: string) => Promise<void>
  /** Keeps the machine awake until the returned function is called. */
  keepAwake?: () => () => void
  /** What the user can have done when the queue has ended. */
  quit?: () => Promise<void>
  sleep?: () => Promise<void>
}

export type EnginePorts = {
  /** Folder of profiles, queue and settings; made if missing. */
  dataFolder: string
  secrets: SecretStore
  host: AppInfo['host']
  version: string
  abilities?: HostAbilities
  /** Folders that local calls may touch; none: the whole machine. */
  localRoots?: string[]
  openAtStart?: AppInfo['openAtStart']
  /** Connections for one big download; absent: as many as help. */
  segments?: number
}
