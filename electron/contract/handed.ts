import { z } from 'zod'
import { Place } from './files.ts'
import { call, stream } from './rpc.ts'

/** A file that a page holds and the engine cannot open by itself: something dropped on a browser. */
export const HandedFile = z.object({
  name: z.string().min(1).max(4_096),
  /** Bytes. */
  size: z.int().min(0),
  /** Milliseconds since 1970 UTC. */
  modifiedAt: z.number(),
})
export type HandedFile = z.infer<typeof HandedFile>

/** One use of a secret that was told over the bridge: 128 bits at least, written with 0-9a-zA-Z_-. */
export const Ticket = z.string().regex(/^[\w-]{22,64}$/)

export const HandedEvent = z.discriminatedUnion('kind', [
  /** Where the files can be named as sources of transfers, in the order in which they came. */
  z.object({ kind: z.literal('ready'), paths: z.array(z.string()) }),
  /** The bytes of one file from `offset` on (`length` of them; null: all) go to this ticket now. */
  z.object({
    kind: z.literal('wanted'),
    ticket: Ticket,
    index: z.int(),
    offset: z.int(),
    length: z.int().nullable(),
  }),
])
export type HandedEvent = z.infer<typeof HandedEvent>

export const handedCalls = {
  /**
   * Lends files of the page to the engine for as long as the stream is open; it ends when all have
   * been transferred. The page sends their bytes when they are wanted, to the web host.
   */
  handFiles: stream(z.tuple([z.array(HandedFile).min(1).max(100_000)]), HandedEvent),
  /** The page could not read what was wanted. */
  refuseHandedFile: call(z.tuple([Ticket, z.string().max(1_000)]), z.void()),
  /** Lets the holder of a ticket fetch one file, once, from the web host within some minutes. */
  lendFile: call(z.tuple([Ticket, Place]), z.void()),
}
