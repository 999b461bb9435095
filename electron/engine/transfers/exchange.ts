import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { Path } from '../../contract/files.ts'
import { ConnectionSettings } from '../../contract/sessions.ts'
import { ConflictPolicy } from '../../contract/transfers.ts'
import type { ServerRecord, Servers } from '../servers.ts'
import type { Enqueue } from './enqueue.ts'
import type { QueueStore } from './store/index.ts'
import type { Item } from './store/rows.ts'

const FilePlace = z.object({
  /** Index into `servers`; none: this machine. */
  server: z.int().min(0).optional(),
  path: Path,
})

const QueueFile = z.object({
  format: z.literal('sampan-queue'),
  version: z.literal(1),
  servers: z.array(
    z.object({
      title: z.string(),
      siteId: z.string().optional(),
      settings: ConnectionSettings,
    }),
  ),
  items: z.array(
    z.object({
      kind: z.enum(['file', 'directory', 'link', 'unknown']),
      source: FilePlace,
      target: FilePlace,
      size: z.number().nullable(),
      modifiedAt: z.number().nullable(),
      onConflict: ConflictPolicy,
    }),
  ),
})
type QueueFile = z.infer<typeof QueueFile>

export type Exchange = ReturnType<typeof createExchange>

/** The queue as a file. */
export function createExchange(context: { store: QueueStore; servers: Servers; enqueue: Enqueue }) {
  const { store, servers, enqueue } = context

  return {
    /** Everything unfinished as JSON, without secrets; progress stays behind. */
    toJson(): string {
      const indexes = new Map<string, number>()
      const records: ServerRecord[] = []
      const indexOf = (id: string): number => {
        let index = indexes.get(id)
        if (index === undefined) {
          const record = servers.get(id)
          if (!record) throw new AppError('internal', `The server ${id} is not known`)
          index = records.push(record) - 1
          indexes.set(id, index)
        }
        return index
      }
      const place = (server: string | null, path: string) =>
        server === null ? { path } : { server: indexOf(server), path }
      const toEntry = (item: Item): QueueFile['items'][number] => ({
        kind: item.kind,
        source: place(item.sourceServer, item.source),
        target: place(item.targetServer, item.target),
        size: item.size,
        modifiedAt: item.modifiedAt,
        onConflict: item.choice ?? store.servers.batch(item.batch).policy,
      })
      const items = store.lists.unfinished().map(toEntry)
      const file: QueueFile = {
        format: 'sampan-queue',
        version: 1,
        servers: records.map(({ title, siteId, settings }) => ({
          title,
          settings,
          ...(siteId === undefined ? {} : { siteId }),
        })),
        items,
      }
      return JSON.stringify(file, null, 1)
    },

    /** Adds what `toJson` wrote, paused. Throws `import-unreadable`. */
    async fromJson(text: string): Promise<number> {
      const file = readFile(text)
      const records = file.servers.map(({ siteId, ...server }) =>
        servers.register(siteId === undefined ? server : { ...server, siteId }),
      )
      const serverAt = (key: string): ServerRecord => {
        const record = records[Number(key)]
        if (!record) throw new AppError('import-unreadable', `There is no server ${key}`)
        return record
      }
      const place = ({ server, path }: z.infer<typeof FilePlace>) =>
        server === undefined
          ? ({ kind: 'local', path } as const)
          : ({ kind: 'remote', sessionId: String(server), path } as const)
      const byPolicy = Map.groupBy(file.items, (item) => item.onConflict)
      for (const [onConflict, items] of byPolicy)
        await enqueue.from(
          items.map(({ source, target, ...rest }) => ({
            ...rest,
            source: place(source),
            target: place(target),
          })),
          { onConflict, first: false, paused: true },
          serverAt,
        )
      return file.items.length
    },
  }
}

function readFile(text: string): QueueFile {
  try {
    return QueueFile.parse(JSON.parse(text))
  } catch (error) {
    const cause = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new AppError('import-unreadable', 'This is no queue that Sampan wrote', { cause })
  }
}
