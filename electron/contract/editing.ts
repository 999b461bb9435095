import { z } from 'zod'
import { ErrorData } from './errors.ts'
import { Place } from './files.ts'
import { call, stream } from './rpc.ts'

/** A file that is open in another program; each save there can be uploaded. */
export const EditedFile = z.object({
  id: z.string(),
  name: z.string(),
  place: Place,
  /** Milliseconds since 1970 UTC of the last upload; null before the first. */
  uploadedAt: z.number().nullable(),
  status: z.discriminatedUnion('state', [
    z.object({ state: z.literal('fetching') }),
    z.object({ state: z.literal('unchanged') }),
    /** Saved in the other program and not uploaded yet. */
    z.object({ state: z.literal('changed') }),
    /** Changed before the program ended; it can be uploaded once its server is connected again. */
    z.object({ state: z.literal('waiting'), server: z.string() }),
    z.object({ state: z.literal('uploading') }),
    /** The file on the server is not the one that was fetched. */
    z.object({ state: z.literal('conflict') }),
    z.object({ state: z.literal('failed'), error: ErrorData }),
  ]),
})
export type EditedFile = z.infer<typeof EditedFile>

export const EditChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), file: EditedFile }),
  z.object({ kind: z.literal('gone'), id: z.string() }),
])
export type EditChange = z.infer<typeof EditChange>

export const EditStart = z.discriminatedUnion('state', [
  z.object({ state: z.literal('started'), id: z.string() }),
  /** Opening it could run it: a person has to agree first. */
  z.object({ state: z.literal('executable') }),
])
export type EditStart = z.infer<typeof EditStart>

export const editingCalls = {
  watchEdits: stream(z.tuple([]), EditChange),
  /**
   * Fetches a file into a private folder and opens it in the system's program for it. Throws
   * `not-supported` where the host cannot open programs.
   */
  startEdit: call(z.tuple([Place, z.object({ isConfirmed: z.boolean() })]), EditStart),
  /** Uploads what was saved last; forced, also over a version that somebody else has changed. */
  uploadEdit: call(z.tuple([z.string(), z.object({ isForced: z.boolean() })]), z.void()),
  /** Opens the fetched file once more. */
  reopenEdit: call(z.tuple([z.string()]), z.void()),
  /** Stops watching and removes the fetched file, with what was not uploaded. */
  endEdit: call(z.tuple([z.string()]), z.void()),
}
