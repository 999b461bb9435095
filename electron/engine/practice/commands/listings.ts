import { stat } from 'node:fs/promises'
import path from 'node:path'
import { type Entry, readEntries, readEntry } from '../entries.ts'
import { factLine } from '../facts.ts'
import { listLine } from '../listLine.ts'
import { Refusal, reply, type Reply } from '../replies.ts'
import type { Exchange, Session } from '../session.ts'
import { transfer } from '../transfer.ts'
import { contentOf } from './content.ts'
import type { CommandTable } from './command.ts'

/** LIST and NLST (RFC 959 §4.1.3), MLSD (RFC 3659 §7). */
export const listings: CommandTable = {
  LIST: {
    access: 'user',
    run: (session, exchange) =>
      send(session, exchange, async () => {
        const { entries } = await select(session, exchange.argument)
        return map(entries, lineMaker(session))
      }),
  },

  NLST: {
    access: 'user',
    run: (session, exchange) =>
      send(session, exchange, async () => {
        const { entries, prefix } = await select(session, exchange.argument)
        return map(entries, (entry) => prefix + entry.name)
      }),
  },

  MLSD: {
    access: 'user',
    run: (session, exchange) =>
      send(session, exchange, () => factLines(session, exchange.argument)),
  },
}

async function factLines(session: Session, argument: string): Promise<AsyncIterable<string>> {
  const { jail, features } = session.world
  const folder = await jail.existing(session.path(argument))
  if (!(await stat(folder)).isDirectory()) throw new Refusal(501, 'Not a directory; use MLST.')
  const options = { facts: session.facts, readOnly: session.user?.readOnly ?? false }
  const own = await readEntry(jail, folder, '.', true)
  const parentFolder = folder === jail.root ? folder : path.dirname(folder)
  const parent = await readEntry(jail, parentFolder, '..', true)
  const entries = readEntries(jail, folder, features.linksAsTargets)
  return (async function* () {
    yield factLine(own, options, 'cdir')
    yield factLine(parent, options, 'pdir')
    for await (const entry of entries) yield factLine(entry, options)
  })()
}

/** STAT with a path: the same lines over the control connection. */
export async function pathStatus(session: Session, argument: string): Promise<Reply> {
  const { entries, isFolder } = await select(session, argument)
  const lines: string[] = []
  for await (const line of map(entries, lineMaker(session))) lines.push(line)
  return reply(isFolder ? 212 : 213, `Status of ${argument}:`, ...lines, 'End')
}

type Selection = {
  entries: AsyncIterable<Entry> | Iterable<Entry>
  isFolder: boolean
  /** In front of the names in NLST, so that they can be used as they are. */
  prefix: string
}

/** What `-a path` selects: a folder's entries or one file. */
async function select(session: Session, argument: string): Promise<Selection> {
  const { jail, features } = session.world
  const [flags, name] = features.listFlags ? splitFlags(argument) : ['', argument]
  const virtual = session.path(name)
  try {
    const real = await jail.existing(virtual)
    if (!(await stat(real)).isDirectory()) {
      const entry = await readEntry(jail, await jail.entry(virtual), name, features.linksAsTargets)
      return { entries: [entry], isFolder: false, prefix: '' }
    }
    const showsAll = flags.includes('a') || !features.hideDotFiles
    const entries = filter(
      readEntries(jail, real, features.linksAsTargets),
      (entry) => showsAll || !entry.name.startsWith('.'),
    )
    const prefix = name === '' ? '' : name.endsWith('/') ? name : `${name}/`
    return { entries, isFolder: true, prefix }
  } catch (error) {
    if (features.emptyListForMissing) return { entries: [], isFolder: true, prefix: '' }
    throw error
  }
}

/** `-la path` → flags and path; flags end at the first word without a leading dash. */
function splitFlags(argument: string): [flags: string, path: string] {
  const [, flags = '', name = ''] = /^((?:-\S*(?: +|$))*)(.*)$/s.exec(argument) ?? []
  return [flags, name]
}

function lineMaker({ world: { features } }: Session): (entry: Entry) => string {
  const options = {
    format: features.listFormat,
    offset: features.listTimeOffset,
    now: new Date(),
  }
  return (entry) => listLine(entry, options)
}

async function send(
  session: Session,
  exchange: Exchange,
  lines: () => Promise<AsyncIterable<string>>,
): Promise<null> {
  const given = await contentOf(session, exchange)
  const bytes = given?.bytes ?? encoded(session, await lines())
  return transfer(session, exchange, 'Here comes the listing.', (data) => data.send(bytes))
}

/** Lines gathered into packets worth sending. */
async function* encoded(session: Session, lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let text = ''
  for await (const line of lines) {
    text += `${line}\r\n`
    if (text.length < 65_536) continue
    yield session.codec.encode(text)
    text = ''
  }
  if (text !== '') yield session.codec.encode(text)
}

async function* map<T, R>(items: AsyncIterable<T> | Iterable<T>, change: (item: T) => R) {
  for await (const item of items) yield change(item)
}

async function* filter<T>(items: AsyncIterable<T>, isWanted: (item: T) => boolean) {
  for await (const item of items) if (isWanted(item)) yield item
}
