import { readFile, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomically } from '../storage/atomicFile.ts'
import { isSafeEntryName } from './volume.ts'

/** Whose file it is: sessions do not outlive the program, servers do. */
export const EditServer = z.object({ host: z.string(), port: z.int(), user: z.string() })
export type EditServer = z.infer<typeof EditServer>

/** What must be known of an edited file to offer it again after the program has ended. */
const KeptEdit = z.object({
  name: z.string(),
  path: z.string(),
  /** Missing for files of this machine. */
  server: EditServer.optional(),
  /** The file in its folder. */
  file: z.string(),
  /** Hashes of what the server had, and of what was sent or fetched last. */
  theirs: z.string(),
  sent: z.string(),
})
export type KeptEdit = z.infer<typeof KeptEdit>

export type KeptEdits = {
  /** Notes lie beside the folders, never in them: any name there may be the file's. */
  save(folder: string, edit: KeptEdit): Promise<void>
  remove(folder: string): Promise<void>
  /** What earlier runs left; notes that nobody can read are left alone. */
  load(): Promise<{ folder: string; edit: KeptEdit }[]>
}

const ending = '.json'

export function createKeptEdits(base: string): KeptEdits {
  const noteOf = (folder: string) => folder + ending
  return {
    save: (folder, edit) => writeFileAtomically(noteOf(folder), JSON.stringify(edit)),
    remove: (folder) => rm(noteOf(folder), { force: true }),
    async load() {
      const names = await readdir(base).catch((): string[] => [])
      const found: { folder: string; edit: KeptEdit }[] = []
      for (const name of names.filter((each) => each.endsWith(ending)))
        try {
          const edit = KeptEdit.parse(JSON.parse(await readFile(join(base, name), 'utf8')))
          if (isSafeEntryName(edit.file))
            found.push({ folder: join(base, basename(name, ending)), edit })
        } catch {
          // Not a note of ours, or damaged: the file itself stays where it is.
        }
      return found
    },
  }
}
