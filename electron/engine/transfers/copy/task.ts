import type { Settings } from '../../../contract/app.ts'
import type { HandedFiles } from '../../files/handedFiles.ts'
import type { Pace } from '../../files/localFilesPace.ts'
import type { Lease } from '../../servers.ts'
import type { QueueStore } from '../store/index.ts'
import type { Item } from '../store/rows.ts'
import type { Batch } from '../store/servers.ts'
import type { RemoteFolders } from '../remoteFolders.ts'
import type { Flow } from './peers.ts'
import type { Routes } from './routes.ts'

/** What every copy needs of the queue. */
export type CopyContext = {
  store: QueueStore
  remoteFolders: RemoteFolders
  routes: Routes
  pace: Pace
  settings: () => Settings
  /** False where a link could lead out of what may be touched. */
  mayFollowLinks: boolean
  /** Sources that only a page can read; none where there are no such pages. */
  handed: HandedFiles | undefined
  /** Connections for one big file: as many as help, or this many. */
  segments: number | 'auto'
}

/** Connections that nobody needs at the moment. */
export type Spare = {
  /** null: there is none. It counts as one transfer until it is released. */
  take: (signal: AbortSignal) => Promise<Lease | null>
  /** Others wait for a connection that was lent as spare. */
  isNeededElsewhere: () => boolean
}

/** One attempt at one item. */
export type CopyTask = {
  item: Item
  /** The item's id as the screen knows it; part files are named by it. */
  transferId: string
  batch: Batch
  /** Life of the queue in which an earlier attempt began; 0: this is the first. */
  begunBefore: number
  /** Connection to the server that leads, and to the other one of two. */
  lease: Lease
  otherLease: Lease | null
  spare: Spare
  flow: Flow
  /** Others of this item's folder wait behind it: one listing pays for all of them. */
  hasSiblings: boolean
  /** Set by the copy: nothing stood at the target when it began. */
  isNewTarget: boolean
  /** Whether `touch` was called. */
  wasTouched: () => boolean
  /** From now on the target may hold bytes of ours. */
  touch: () => void
  setOperation: (operation: number) => void
  moveOn: (phase: 'transferring' | 'verifying') => void
}
