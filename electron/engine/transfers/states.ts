/**
 * The life of one queued item. What the screen calls "waiting" or "preparing" is more than one
 * thing inside; `views.ts` maps these to the contract's states.
 */
export const itemStates = [
  /** Its turn has not come. */
  'waiting',
  /** A worker has it, or is about to. */
  'claimed',
  /** Waits for its next automatic attempt. */
  'delayed',
  /** Waits until the user acts; the reason is kept with it. */
  'held',
  /** Waits for the answer to a conflict. */
  'asking',
  /** A folder whose contents are planned and under way. */
  'open',
  /** An upload whose bytes are across and whose size is not yet confirmed. */
  'verifying',
  'paused',
  'done',
  'failed',
  'skipped',
  'cancelled',
] as const
export type ItemState = (typeof itemStates)[number]

/** What can happen to an item. The first block is the worker's, the second the user's. */
export type ItemEvent =
  | 'claim'
  | 'release'
  | 'delay'
  | 'wake'
  | 'hold'
  | 'ask'
  | 'answer'
  | 'open'
  | 'sent'
  | 'finish'
  | 'fail'
  | 'skip'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  /** Something in a finished folder has come back to the queue. */
  | 'reopen'
  /** All that was in a folder is deleted: its own turn has come. */
  | 'emptied'
  /** What had been proven did not survive a power cut. */
  | 'redo'

const unfinished = ['waiting', 'claimed', 'delayed', 'held', 'asking', 'open', 'verifying'] as const

const every = (states: readonly ItemState[], to: ItemState) =>
  Object.fromEntries(states.map((state) => [state, to]))

const table: Record<ItemEvent, Partial<Record<ItemState, ItemState>>> = {
  claim: { waiting: 'claimed' },
  release: { claimed: 'waiting' },
  delay: { claimed: 'delayed', verifying: 'delayed' },
  wake: { delayed: 'waiting' },
  hold: { claimed: 'held', verifying: 'held' },
  ask: { claimed: 'asking' },
  answer: { asking: 'waiting' },
  open: { claimed: 'open' },
  sent: { claimed: 'verifying' },
  finish: { claimed: 'done', verifying: 'done', open: 'done' },
  fail: { claimed: 'failed', verifying: 'failed', asking: 'failed', open: 'failed' },
  skip: { claimed: 'skipped', asking: 'skipped', open: 'skipped' },
  pause: every(unfinished, 'paused'),
  resume: every(['paused', 'delayed', 'held'], 'waiting'),
  cancel: every([...unfinished, 'paused'], 'cancelled'),
  retry: every(['failed', 'skipped', 'cancelled'], 'waiting'),
  redo: { done: 'waiting' },
  reopen: every(['done', 'failed', 'skipped', 'cancelled'], 'open'),
  emptied: { open: 'waiting' },
}

/**
 * The state after an event, or null where it does not apply. A folder whose contents are planned
 * goes back to them (`open`) where anything else would wait for a worker.
 */
export function transition(
  state: ItemState,
  event: ItemEvent,
  isPlannedFolder = false,
): ItemState | null {
  const next = table[event][state]
  if (!next) return null
  return next === 'waiting' && isPlannedFolder ? 'open' : next
}

/** States from which an event leads on, for statements over many rows. */
export const statesBefore = (event: ItemEvent): ItemState[] =>
  itemStates.filter((state) => table[event][state])

export type Outcome = 'open' | 'done' | 'failed' | 'left'

/** How a folder counts a child in this state; `left` is cancelled. */
export function outcomeOf(state: ItemState): Outcome {
  if (state === 'done' || state === 'skipped') return 'done'
  if (state === 'failed') return 'failed'
  return state === 'cancelled' ? 'left' : 'open'
}

export const isFinished = (state: ItemState): boolean => outcomeOf(state) !== 'open'
