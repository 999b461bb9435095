import { createHash, randomUUID } from 'node:crypto'
import { constants, watch } from 'node:fs'
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ApiServer } from '../../contract/api.ts'
import type { EditChange, EditedFile } from '../../contract/editing.ts'
import { AppError } from '../../contract/errors.ts'
import type { Place } from '../../contract/files.ts'
import { createFeed } from '../feed.ts'
import type { HostAbilities } from '../ports.ts'
import type { Sessions } from '../sessions.ts'
import { isExecutable } from './executable.ts'
import type { FileBytes } from './fileBytes.ts'
import { localError } from './localErrors.ts'
import { toLocalName } from './localName.ts'
import type { Platform } from './localName.ts'
import { createKeptEdits } from './keptEdits.ts'
import type { EditServer, KeptEdit } from './keptEdits.ts'
import { openInProgram } from './openInProgram.ts'
import type { Sides } from './sides.ts'

export type EditingService = Pick<
  ApiServer,
  'watchEdits' | 'startEdit' | 'uploadEdit' | 'reopenEdit' | 'endEdit'
>

export type EditingOptions = {
  bytes: FileBytes
  sides: Sides
  sessions: Sessions
  abilities: HostAbilities
  dataFolder: string
  /** What to do when another program has saved a file. */
  uploadsAtOnce: () => boolean
  /** The program that the user chose; empty: the system's. */
  editorProgram: () => string
  /** Milliseconds without a change after which a file counts as saved. */
  quiet?: number
}

type Edit = {
  file: EditedFile
  folder: string
  path: string
  /** Of a file of a server. */
  server: EditServer | undefined
  /** Hash of what the server has, as far as we know. */
  theirs: string
  /** Hash of what was uploaded or fetched last. */
  sent: string
  stopWatching: () => void
}

/** Bytes of a file that is opened in another program; larger ones are downloads. */
const maximumSize = 256 * 1024 * 1024
const headSize = 4_096

const hashOf = (content: Buffer) => createHash('sha256').update(content).digest('hex')

/**
 * Files of servers in programs of this machine. Each lies alone in a private folder, under a name
 * of ours, for as long as it is edited. What was not uploaded when the program ends, in whatever way,
 * is offered again by the next run, as soon as its server is connected.
 */
export function createEditing(options: EditingOptions): {
  calls: EditingService
  /** Names of files whose last save was not uploaded. */
  unsent(): string[]
  close(): Promise<void>
} {
  const { bytes, sides, sessions, abilities, quiet = 400 } = options
  const base = join(options.dataFolder, 'edit')
  const kept = createKeptEdits(base)
  const edits = new Map<string, Edit>()
  const platform: Platform =
    process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'
  const feed = createFeed<EditChange>({
    key: (change) => (change.kind === 'file' ? change.file.id : change.id),
    snapshot: () => [...edits.values()].map(({ file }) => ({ kind: 'file', file })),
  })

  const update = (edit: Edit, change: Partial<EditedFile>) => {
    edit.file = { ...edit.file, ...change }
    if (edits.has(edit.file.id)) feed.publish({ kind: 'file', file: edit.file })
  }
  const find = (id: string): Edit => {
    const edit = edits.get(id)
    if (!edit) throw new AppError('not-possible-now', 'The file is not being edited any more')
    return edit
  }
  const serverOf = (place: Place): EditServer | undefined => {
    if (place.kind === 'local') return undefined
    const { host, port, user } = sessions.get(place.sessionId).settings
    return { host, port, user }
  }
  const note = ({ file: { name, place }, folder, path, server, theirs, sent }: Edit) => {
    const edit: KeptEdit = { name, path: place.path, file: basename(path), theirs, sent }
    return kept.save(folder, server ? { ...edit, server } : edit)
  }
  const fail = (edit: Edit, thrown: unknown) =>
    update(edit, { status: { state: 'failed', error: AppError.from(thrown).toData() } })

  const fetch = async (place: Place, signal: AbortSignal): Promise<Buffer> => {
    const { size } = await bytes.facts(place, signal)
    if (size !== null && size > maximumSize)
      throw new AppError('not-possible-now', 'The file is too large to be edited', {
        path: place.path,
      })
    return bytes.read(place, { offset: 0, length: size ?? maximumSize }, signal)
  }

  /** A change on the disk: is it another content than what was sent last? */
  const look = async (edit: Edit) => {
    const { state } = edit.file.status
    if (state === 'uploading' || state === 'waiting' || !edits.has(edit.file.id)) return
    try {
      const content = await readOwn(edit.path)
      if (hashOf(content) === edit.sent) return
      update(edit, { status: { state: 'changed' } })
      if (options.uploadsAtOnce()) await upload(edit, false, new AbortController().signal)
    } catch (error) {
      // Between removing the old file and writing the new one there is none.
      if (AppError.from(error).code !== 'local-not-found') fail(edit, error)
    }
  }

  const upload = async (edit: Edit, isForced: boolean, signal: AbortSignal) => {
    update(edit, { status: { state: 'uploading' } })
    try {
      const content = await readOwn(edit.path)
      if (!isForced && !(await isAsFetched(edit, signal))) {
        update(edit, { status: { state: 'conflict' } })
        return
      }
      await bytes.write(edit.file.place, content, signal)
      edit.theirs = edit.sent = hashOf(content)
      await note(edit)
      update(edit, { status: { state: 'unchanged' }, uploadedAt: Date.now() })
    } catch (error) {
      fail(edit, error)
      throw error
    }
    // It may have been saved once more while the bytes were on their way.
    await look(edit)
  }

  const isAsFetched = async (edit: Edit, signal: AbortSignal) => {
    try {
      return hashOf(await fetch(edit.file.place, signal)) === edit.theirs
    } catch (error) {
      if (/-not-found$/.test(AppError.from(error).code)) return false
      throw error
    }
  }

  const startWatching = (edit: Edit) => {
    let timer: NodeJS.Timeout | undefined
    // The folder, not the file: most editors write a new file and give it the old name.
    const watcher = watch(edit.folder, () => {
      clearTimeout(timer)
      timer = setTimeout(() => void look(edit).catch(() => {}), quiet)
      timer.unref()
    })
    watcher.on('error', (error) => fail(edit, localError(error, edit.path)))
    edit.stopWatching = () => {
      clearTimeout(timer)
      watcher.close()
    }
  }

  const forget = async (edit: Edit, keepsFile: boolean) => {
    edit.stopWatching()
    edits.delete(edit.file.id)
    feed.publish({ kind: 'gone', id: edit.file.id })
    if (keepsFile) return
    await rm(edit.folder, { recursive: true, force: true })
    await kept.remove(edit.folder)
  }
  const openEditor = async (path: string) => {
    const program = options.editorProgram()
    if (program === '' || !abilities.openFile) await abilities.openFile?.(path)
    else await openInProgram(program, path)
  }
  const isUnsent = ({ file: { status } }: Edit) =>
    ['changed', 'conflict', 'failed', 'uploading', 'waiting'].includes(status.state)

  /** A server that is connected again: its files can be uploaded through this session. */
  const adopt = (sessionId: string) => {
    const session = sessions.get(sessionId)
    if (session.state.state !== 'ready') return
    for (const edit of edits.values()) {
      const { place, status } = edit.file
      if (!edit.server || place.kind === 'local' || isOpen(place.sessionId)) continue
      const { host, port, user } = session.settings
      const { server } = edit
      if (server.host !== host || server.port !== port || server.user !== user) continue
      const isWaiting = status.state === 'waiting'
      update(edit, {
        place: { ...place, sessionId },
        ...(isWaiting ? { status: { state: 'changed' } } : {}),
      })
    }
  }
  const isOpen = (sessionId: string) => sessions.ids().includes(sessionId)
  const over = new AbortController()
  sessions.feed.attach({
    signal: over.signal,
    async send(items) {
      for (const item of items)
        if (item.kind === 'session' && isOpen(item.session.id)) adopt(item.session.id)
    },
  })

  /** What an earlier run left: offered when it was changed, removed when it was not. */
  const restore = async () => {
    for (const { folder, edit: found } of await kept.load()) {
      const path = join(folder, found.file)
      if (!(await isChanged(path, found.sent))) {
        await rm(folder, { recursive: true, force: true })
        await kept.remove(folder)
        continue
      }
      const { name, server, theirs, sent } = found
      const id = randomUUID()
      const place: Place = server
        ? { kind: 'remote', sessionId: randomUUID(), path: found.path }
        : { kind: 'local', path: found.path }
      const status = server
        ? { state: 'waiting' as const, server: `${server.user}@${server.host}` }
        : { state: 'changed' as const }
      const edit: Edit = {
        file: { id, name, place, uploadedAt: null, status },
        ...{ folder, path, server, theirs, sent },
        stopWatching: () => {},
      }
      edits.set(id, edit)
      startWatching(edit)
      update(edit, {})
    }
    for (const id of sessions.ids()) adopt(id)
  }
  // Without other programs nothing can have been edited in one.
  const restored = abilities.openFile ? restore().catch(() => undefined) : Promise.resolve()

  return {
    unsent: () => [...edits.values()].filter(isUnsent).map(({ file }) => file.name),
    async close() {
      over.abort()
      await restored
      // What was not uploaded is somebody's work: it stays where it is.
      await Promise.all([...edits.values()].map((edit) => forget(edit, isUnsent(edit))))
    },
    calls: {
      watchEdits: (sink) => feed.attach(sink),
      async startEdit(signal, wanted, { isConfirmed }) {
        if (!abilities.openFile)
          throw new AppError('not-supported', 'This way of running Sampan cannot open programs')
        await restored
        const place = await sides.check(wanted)
        const name = place.path.split(/[\\/]/).at(-1) ?? place.path
        const known = [...edits.values()].find(
          ({ file }) => JSON.stringify(file.place) === JSON.stringify(place),
        )
        if (known) {
          await openEditor(known.path)
          return { state: 'started', id: known.file.id }
        }
        if (!isConfirmed) {
          const head = await bytes.read(place, { offset: 0, length: headSize }, signal)
          if (isExecutable(name, head)) return { state: 'executable' }
        }
        await mkdir(base, { recursive: true, mode: 0o700 })
        const folder = await mkdtemp(join(base, 'file-'))
        const edit: Edit = {
          file: {
            id: randomUUID(),
            name,
            place,
            uploadedAt: null,
            status: { state: 'fetching' },
          },
          folder,
          path: join(folder, toLocalName(name, platform)),
          server: serverOf(place),
          theirs: '',
          sent: '',
          stopWatching: () => {},
        }
        edits.set(edit.file.id, edit)
        update(edit, {})
        try {
          const content = await fetch(place, signal)
          await writeOwn(edit.path, content)
          edit.theirs = edit.sent = hashOf(content)
          await note(edit)
          startWatching(edit)
          update(edit, { status: { state: 'unchanged' } })
          await openEditor(edit.path)
        } catch (error) {
          await forget(edit, false)
          throw error
        }
        return { state: 'started', id: edit.file.id }
      },
      async uploadEdit(signal, id, { isForced }) {
        const edit = find(id)
        if (edit.file.status.state === 'waiting')
          throw new AppError('not-possible-now', 'The server of the file is not connected', {
            path: edit.file.place.path,
          })
        await upload(edit, isForced, signal)
      },
      async reopenEdit(_signal, id) {
        await openEditor(find(id).path)
      },
      async endEdit(_signal, id) {
        await forget(find(id), false)
      },
    },
  }
}

/** Whether a file holds something else than what was sent; also when it cannot be read. */
async function isChanged(path: string, sent: string): Promise<boolean> {
  try {
    return hashOf(await readOwn(path)) !== sent
  } catch (error) {
    return AppError.from(error).code !== 'local-not-found'
  }
}

/** Only a regular file of ours: a link that was put in its place is not followed. */
async function readOwn(path: string): Promise<Buffer> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      const { size } = await file.stat()
      if (size > maximumSize)
        throw new AppError('not-possible-now', 'The file has become too large', { path })
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw localError(error, path)
  }
}

async function writeOwn(path: string, content: Buffer): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(content)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw localError(error, path)
  }
}
