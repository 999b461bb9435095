import { AppError } from '../../contract/errors.ts'
import type { Questions } from '../questions.ts'
import type { Facts } from './conflicts.ts'
import type { QueueStore } from './store/index.ts'
import type { CopyDirection, Item } from './store/rows.ts'
import { idText } from './views.ts'

export type Asker = ReturnType<typeof createAsker>

/**
 * Asks about conflicts, one at a time and in the order of the queue, while everything else goes
 * on. An answer "for all" settles all others of the same batch and direction.
 */
export function createAsker(options: {
  store: QueueStore
  questions: Pick<Questions, 'ask'>
  /** Items of these servers wait again. */
  wake: (servers: Iterable<string>) => void
  onError: (error: unknown) => void
}) {
  const { store, questions, wake } = options
  const facts = new Map<number, { source: Facts; existing: Facts }>()
  const closing = new AbortController()
  let current: { id: number; abort: AbortController } | undefined

  async function askNext(): Promise<void> {
    if (current || closing.signal.aborted) return
    const item = store.conflicts.first()
    if (!item) return
    const known = facts.get(item.id)
    const abort = new AbortController()
    current = { id: item.id, abort }
    try {
      if (known) await ask(item, known, AbortSignal.any([abort.signal, closing.signal]))
      else store.items.apply(item, 'answer')
    } catch (error) {
      if (AppError.from(error).code !== 'cancelled') throw error
    } finally {
      facts.delete(item.id)
      current = undefined
    }
    await askNext()
  }

  async function ask(item: Item, known: { source: Facts; existing: Facts }, signal: AbortSignal) {
    const { choice, forAll } = await questions.ask(
      'conflict',
      {
        transferId: idText(item.id, store.token),
        direction: item.direction as CopyDirection,
        target: item.target,
        ...known,
      },
      signal,
    )
    if (forAll) {
      store.servers.answerForAll(item.batch, item.direction, choice)
      wake(store.conflicts.answerAll(item.batch, item.direction))
    }
    if (store.items.apply(item, 'answer', { choice })) wake([item.server])
  }

  return {
    /** An item has come to a conflict; it is in state `asking` already. */
    add(item: Item, source: Facts, existing: Facts): void {
      facts.set(item.id, { source: pick(source), existing: pick(existing) })
      askNext().catch(options.onError)
    },
    /** Items may have left `asking` by a command of the user. */
    review(): void {
      if (current && store.items.read(current.id)?.state !== 'asking') current.abort.abort()
    },
    close(): void {
      closing.abort()
    },
  }
}

const pick = ({ size, modifiedAt }: Facts): Facts => ({ size, modifiedAt })
