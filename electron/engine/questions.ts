import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { AppError } from '../contract/errors.ts'
import type { Answer } from '../contract/sessions.ts'
import type { Question, QuestionChange } from '../contract/sessions.ts'
import { createFeed } from './feed.ts'
import type { Feed } from './feed.ts'

type ParsedAnswer = z.output<typeof Answer>
type AnswerTo<K extends Question['kind']> = Extract<ParsedAnswer, { kind: K }>
type Unasked<K extends Question['kind']> = Omit<Extract<Question, { kind: K }>, 'id' | 'kind'>

/** What the engine must ask a person. Any window may answer; the question then goes everywhere. */
export type Questions = {
  /** Waits for the answer. Rejects with `cancelled` when the signal aborts first. */
  ask<K extends Question['kind']>(
    kind: K,
    question: Unasked<K>,
    signal: AbortSignal,
  ): Promise<AnswerTo<K>>
  answer(id: string, answer: ParsedAnswer): void
  feed: Feed<QuestionChange>
}

export function createQuestions(): Questions {
  const open = new Map<string, { question: Question; resolve(answer: ParsedAnswer): void }>()
  const feed = createFeed<QuestionChange>({
    key: (item) => item.id,
    snapshot: () => [...open.values()].map(({ question }) => question),
  })
  const settle = (id: string) => {
    open.delete(id)
    feed.publish({ kind: 'settled', id })
  }
  return {
    feed,
    ask(kind, unasked, signal) {
      const id = randomUUID()
      const question = { ...unasked, kind, id } as unknown as Question
      return new Promise((resolve, reject) => {
        const leave = () => {
          settle(id)
          reject(new AppError('cancelled', 'Cancelled'))
        }
        if (signal.aborted) return reject(new AppError('cancelled', 'Cancelled'))
        signal.addEventListener('abort', leave, { once: true })
        open.set(id, {
          question,
          resolve(answer) {
            signal.removeEventListener('abort', leave)
            settle(id)
            resolve(answer as AnswerTo<typeof kind>)
          },
        })
        feed.publish(question)
      })
    },
    answer(id, answer) {
      const asked = open.get(id)
      // Two windows may answer at the same time: the first one counts.
      if (!asked) return
      if (asked.question.kind !== answer.kind)
        throw new AppError('bad-request', 'The answer does not fit the question')
      asked.resolve(answer)
    },
  }
}
