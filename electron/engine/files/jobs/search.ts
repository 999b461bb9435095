import { AppError } from '../../../contract/errors.ts'
import type { FoundEntry, SearchPart, SearchQuery } from '../../../contract/fileJobs.ts'
import type { Entry } from '../../../contract/files.ts'
import type { StreamSink } from '../../../contract/rpc.ts'
import { cancelled } from '../../ftp/errors.ts'
import { isSafeEntryName } from '../volume.ts'
import type { Volume } from '../volume.ts'
import { rethrowFatal } from './walk.ts'

const maximumFound = 50_000
const maximumDepth = 256
/** Milliseconds between two parts, unless enough was found before. */
const interval = 150

/** Looks for entries below a folder, breadth first, so that what is near shows first. */
export async function search(
  volume: Volume,
  start: string,
  query: SearchQuery,
  sink: StreamSink<SearchPart>,
  signal: AbortSignal,
): Promise<void> {
  const isWanted = compileQuery(query)
  let level = [start]
  let found: FoundEntry[] = []
  let count = 0
  let folders = 0
  let sentAt = performance.now()
  const tell = async (folder: string) => {
    if (performance.now() - sentAt < interval && found.length < 500) return
    const parts: SearchPart[] = [{ part: 'looking', folder, folders }]
    if (found.length > 0) parts.push({ part: 'found', entries: found })
    found = []
    await sink.send(parts)
    sentAt = performance.now()
  }
  const isFull = () => count >= maximumFound

  for (let depth = 0; level.length > 0 && depth < maximumDepth && !isFull(); depth++) {
    const next: string[] = []
    for (const folder of level) {
      if (signal.aborted) throw cancelled()
      await tell(folder)
      try {
        for (const entry of await volume.list(folder)) {
          if (!isSafeEntryName(entry.name)) continue
          const path = volume.join(folder, entry.name)
          if (entry.kind === 'directory') next.push(path)
          if (!isWanted(entry) || isFull()) continue
          count++
          const { name, kind, size, modifiedAt } = entry
          found.push({ path, folder, name, kind, size, modifiedAt })
        }
      } catch (error) {
        rethrowFatal(error, volume)
        const data = AppError.from(error).toData()
        await sink.send([{ part: 'unreadable', path: folder, error: data }])
      }
      folders++
      if (isFull()) break
    }
    level = []
    for (const folder of next) if (await isEnterable(volume, folder)) level.push(folder)
  }
  if (found.length > 0) await sink.send([{ part: 'found', entries: found }])
  await sink.send([{ part: 'end', folders, isCapped: isFull() }])
}

async function isEnterable(volume: Volume, folder: string): Promise<boolean> {
  try {
    return await volume.isOwnFolder(folder)
  } catch (error) {
    rethrowFatal(error, volume)
    // Listing it will say what is wrong.
    return true
  }
}

/** Throws `bad-request` for an expression that is none. */
export function compileQuery(query: SearchQuery): (entry: Entry) => boolean {
  const { kind, minimumSize, maximumSize, modifiedFrom, modifiedTo } = query
  const isName = compileName(query)
  const isWithin = (value: number | null, from: number | undefined, to: number | undefined) =>
    (from === undefined && to === undefined) ||
    (value !== null && value >= (from ?? -Infinity) && value <= (to ?? Infinity))
  const hasSize = minimumSize !== undefined || maximumSize !== undefined
  return (entry) =>
    (kind === 'any' || entry.kind === kind) &&
    !(hasSize && entry.kind === 'directory') &&
    isWithin(entry.size, minimumSize, maximumSize) &&
    isWithin(entry.modifiedAt, modifiedFrom, modifiedTo) &&
    isName(entry.name)
}

function compileName({ name, how, isCaseSensitive }: SearchQuery): (name: string) => boolean {
  if (name === '') return () => true
  if (how === 'contains') {
    if (isCaseSensitive) return (candidate) => candidate.includes(name)
    const wanted = name.toLowerCase()
    return (candidate) => candidate.toLowerCase().includes(wanted)
  }
  const source =
    how === 'expression'
      ? name
      : `^${name
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`
  try {
    const expression = new RegExp(source, isCaseSensitive ? 'su' : 'isu')
    return (candidate) => expression.test(candidate)
  } catch (error) {
    throw new AppError('bad-request', (error as Error).message, { cause: name })
  }
}
