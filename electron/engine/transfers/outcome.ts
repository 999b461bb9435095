import type { CopyOutcome } from './copy/peers.ts'
import type { ItemKind } from './store/rows.ts'

/** How one attempt at an item ended. */
export type Outcome =
  | CopyOutcome
  /** A folder's contents are in the queue now. */
  | { kind: 'planned'; files: number }
  /** A link, or an entry of unknown kind, turned out to be this. */
  | { kind: 'resolved'; as: ItemKind; size: number | null }
