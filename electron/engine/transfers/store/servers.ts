import type { Answer, ConflictChoice } from '../../../contract/sessions.ts'
import type { ConflictPolicy } from '../../../contract/transfers.ts'
import type { ServerRecord } from '../../servers.ts'
import type { Filter } from '../../../contract/filters.ts'
import type { Direction } from './rows.ts'
import type { QueueChanges } from './queueChanges.ts'

/** What the queue learnt about a server; all of it can be learnt again. */
export type ServerFacts = {
  /** Whether several connections brought one file sooner; see segments.ts. */
  segmentsHelp?: boolean
  /** It answered REST with a refusal. */
  cannotResume?: boolean
  /** It does not know SITE CHMOD. */
  cannotChangePermissions?: boolean
}

export type ConflictAnswer = Extract<Answer, { kind: 'conflict' }>

/** What was enqueued together. */
export type Batch = {
  id: number
  policy: ConflictPolicy
  /** Answers given "for all", by direction. */
  answers: Partial<Record<Direction, ConflictChoice>>
  filter: Filter | null
}

export type ServerStore = ReturnType<typeof createServerStore>

/** The small tables: servers, batches, and single values. Few rows, kept in memory once read. */
export function createServerStore(changes: QueueChanges) {
  const { writer, commits } = changes
  const writeServer = writer.prepare(`
    INSERT INTO server(id, record) VALUES (?, ?)
    ON CONFLICT(id) DO UPDATE SET record = excluded.record WHERE record <> excluded.record`)
  const writeFacts = writer.prepare('UPDATE server SET facts = ? WHERE id = ?')
  const insertBatch = writer.prepare('INSERT INTO batch(policy, filter) VALUES (?, ?)')
  const writeAnswers = writer.prepare('UPDATE batch SET answers = ? WHERE id = ?')
  const readBatch = writer.prepare('SELECT id, policy, answers, filter FROM batch WHERE id = ?')
  const readValue = writer.prepare('SELECT value FROM meta WHERE key = ?')
  const writeValue = writer.prepare('INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)')
  const facts = new Map<string, ServerFacts>()
  const records: ServerRecord[] = []
  const batches = new Map<number, Batch>()

  const rows = writer.prepare('SELECT id, record, facts FROM server').all() as {
    id: string
    record: string
    facts: string
  }[]
  for (const row of rows) {
    records.push(JSON.parse(row.record) as ServerRecord)
    facts.set(row.id, JSON.parse(row.facts) as ServerFacts)
  }

  return {
    /** As they were on disk when the queue was opened. */
    records: records as readonly ServerRecord[],

    remember(record: ServerRecord): void {
      commits.change(() => writeServer.run(record.id, JSON.stringify(record)))
    },

    factsOf: (id: string): ServerFacts => facts.get(id) ?? {},
    learn(id: string, learnt: ServerFacts): void {
      const all = { ...facts.get(id), ...learnt }
      facts.set(id, all)
      commits.change(() => writeFacts.run(JSON.stringify(all), id))
    },

    addBatch(policy: ConflictPolicy, filter: Filter | null): number {
      return commits.change(() => {
        const { lastInsertRowid } = insertBatch.run(policy, filter && JSON.stringify(filter))
        return Number(lastInsertRowid)
      })
    },
    batch(id: number): Batch {
      let batch = batches.get(id)
      if (!batch) {
        const row = readBatch.get(id) as Record<'policy' | 'answers' | 'filter', string>
        batch = {
          id,
          policy: row.policy as ConflictPolicy,
          answers: JSON.parse(row.answers) as Batch['answers'],
          filter: row.filter ? (JSON.parse(row.filter) as Filter) : null,
        }
        // Old batches are seldom needed again; a bounded memory is enough.
        if (batches.size >= 200) batches.clear()
        batches.set(id, batch)
      }
      return batch
    },
    answerForAll(id: number, direction: Direction, choice: ConflictChoice): void {
      const batch = this.batch(id)
      batch.answers[direction] = choice
      commits.change(() => writeAnswers.run(JSON.stringify(batch.answers), id))
    },

    value: (key: string) => (readValue.get(key) as { value: string } | undefined)?.value,
    setValue(key: string, value: string): void {
      commits.change(() => writeValue.run(key, value))
    },
  }
}
