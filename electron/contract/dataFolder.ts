import { z } from 'zod'
import { Path } from './files.ts'
import { call } from './rpc.ts'

/** Where sites, queue and settings lie. A move is made at the next start, before anything is open. */
export const DataFolderState = z.object({
  folder: z.string(),
  movesTo: z.string().optional(),
  /** The last move could not be made; the data are where they were. */
  failed: z.object({ folder: z.string(), code: z.string(), message: z.string() }).optional(),
})
export type DataFolderState = z.infer<typeof DataFolderState>

export const dataFolderCalls = {
  dataFolder: call(z.tuple([]), DataFolderState),
  /** null: it stays. Throws `local-exists` for a folder with something in it. */
  moveDataFolder: call(z.tuple([Path.nullable()]), DataFolderState),
}
