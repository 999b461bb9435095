/** A file of the desktop with the folders it lies in, the dropped one first. */
export type DroppedFile = { parts: string[]; file: File }
export type Dropped = {
  files: DroppedFile[]
  /** Every folder, those around others first. */
  folders: string[][]
  unreadable: UnreadableDrop[]
}
/** What the browser could not open. */
export type UnreadableDrop = {
  /** With the folders it lies in; U+FFFD stands for a name that the browser does not know. */
  path: string
  /** In the browser's words; undefined where it knows no name. */
  cause?: string
}
const namelessMark = '\ufffd'

/**
 * What lies behind dropped things, in a browser. Must be called while the drop is handled: later
 * the browser no longer lends it. Never rejects: what cannot be read is told beside the rest.
 */
export function collectDropped(items: Iterable<DataTransferItem>): Promise<Dropped> {
  const entries: FileSystemEntry[] = []
  const loose: File[] = []
  for (const item of items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    const file = entry ? null : item.getAsFile()
    if (entry) entries.push(entry)
    else if (file) loose.push(file)
  }
  return collectEntries(entries, loose)
}

async function collectEntries(entries: FileSystemEntry[], loose: File[]): Promise<Dropped> {
  const dropped: Dropped = { files: [], folders: [], unreadable: [] }
  const attempt = async <T>(parts: string[], read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.message : String(thrown)
      dropped.unreadable.push({ path: parts.join('/'), cause })
      return undefined
    }
  }
  const walk = async (entry: FileSystemEntry, parts: string[]): Promise<void> => {
    // Of a name that is not UTF-8 Chromium makes none, and then its folder is its own child.
    if (entry.name === '') {
      dropped.unreadable.push({ path: [...parts, namelessMark].join('/') })
      return
    }
    const inside = [...parts, entry.name]
    if (isFile(entry)) {
      const file = await attempt(inside, fileOf(entry))
      if (file) dropped.files.push({ parts, file })
      return
    }
    const children = await attempt(inside, childrenOf(entry as FileSystemDirectoryEntry))
    if (!children) return
    dropped.folders.push(inside)
    for (const child of children) await walk(child, inside)
  }
  for (const file of loose)
    // What is gone looks like an empty file, until it is read.
    if (file.size > 0 || (await attempt([file.name], file.arrayBuffer())))
      dropped.files.push({ parts: [], file })
  for (const entry of entries) await walk(entry, [])
  return dropped
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject))

/** The reader gives a hundred at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return children
    children.push(...some)
  }
}
