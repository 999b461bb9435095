/** A file of the desktop with the folders it lies in, the dropped one first. */
export type DroppedFile = { parts: string[]; file: File }
export type Dropped = {
  files: DroppedFile[]
  /** Every folder, those around others first. */
  folders: string[][]
}

/**
 * What lies behind dropped things, in a browser. Must be called while the drop is handled: later
 * the browser no longer lends it. Rejects when a folder cannot be read.
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
  const dropped: Dropped = { files: loose.map((file) => ({ parts: [], file })), folders: [] }
  const walk = async (entry: FileSystemEntry, parts: string[]): Promise<void> => {
    if (isFile(entry)) {
      dropped.files.push({ parts, file: await fileOf(entry) })
      return
    }
    const inside = [...parts, entry.name]
    dropped.folders.push(inside)
    for (const child of await childrenOf(entry as FileSystemDirectoryEntry))
      await walk(child, inside)
  }
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
