import { z } from 'zod'
import { Place } from './files.ts'
import { call } from './rpc.ts'

/** How a file can be looked at. `binary`: only byte by byte. */
export const ViewKind = z.enum(['image', 'audio', 'video', 'pdf', 'text', 'binary'])
export type ViewKind = z.infer<typeof ViewKind>

/** A file that is open for looking at. Its content goes through memory only. */
export const OpenedContent = z.object({
  /** Unguessable; images, sound and video are served under `content/<id>` until it is closed. */
  id: z.string(),
  name: z.string(),
  kind: ViewKind,
  /** Bytes; null where the server does not tell. */
  size: z.number().nullable(),
  /** Milliseconds since 1970 UTC; null where unknown. */
  modifiedAt: z.number().nullable(),
})
export type OpenedContent = z.infer<typeof OpenedContent>

export const LineEnding = z.enum(['\n', '\r\n', '\r'])
export type LineEnding = z.infer<typeof LineEnding>

/** How the text of a file is written down. */
export const TextForm = z.object({
  /** As iconv-lite names it. */
  encoding: z.string().max(40),
  lineEnding: LineEnding,
  hasByteOrderMark: z.boolean(),
})
export type TextForm = z.infer<typeof TextForm>

/** What a file was when it was read: whoever saves compares with it. */
export const FileVersion = z.object({
  size: z.number(),
  modifiedAt: z.number().nullable(),
  /** SHA-256 of its bytes, hexadecimal. */
  hash: z.string(),
})
export type FileVersion = z.infer<typeof FileVersion>

export const TextContent = TextForm.extend({
  /** Lines end with `\n`, whatever they end with in the file. */
  text: z.string(),
  /** False: only the beginning of a larger file. */
  isWhole: z.boolean(),
  /** False: written again it would not be the same bytes, so it must not be saved. */
  isExact: z.boolean(),
  isGuessed: z.boolean(),
  version: FileVersion,
})
export type TextContent = z.infer<typeof TextContent>

export const SaveResult = z.discriminatedUnion('state', [
  z.object({ state: z.literal('saved'), version: FileVersion }),
  /** The file on the other side is not what was read; nothing was written. */
  z.object({ state: z.literal('changed'), theirs: TextContent }),
  /** The file is gone; nothing was written. */
  z.object({ state: z.literal('gone') }),
])
export type SaveResult = z.infer<typeof SaveResult>

/** Bytes of a text that the editor opens. */
export const maximumText = 8 * 1024 * 1024
/** Bytes in one answer of `readContent`. */
export const maximumPiece = 1024 * 1024

export const viewingCalls = {
  openContent: call(z.tuple([Place]), OpenedContent),
  /** Bytes of a range as base64; fewer at the end of the file. */
  readContent: call(
    z.tuple([z.string(), z.number().min(0), z.int().min(1).max(maximumPiece)]),
    z.string(),
  ),
  closeContent: call(z.tuple([z.string()]), z.void()),
  /** At most so many bytes of a file as text; the encoding is guessed where none is given. */
  readText: call(
    z.tuple([
      Place,
      z.object({
        maximum: z.int().min(1).max(maximumText),
        encoding: z.string().max(40).optional(),
      }),
    ]),
    TextContent,
  ),
  /**
   * Writes a text over its file, if the file still is the given version; without one, whatever it
   * is. Throws `name-not-encodable` for characters that the encoding does not have.
   */
  writeText: call(
    z.tuple([Place, z.string().max(maximumText * 2), TextForm, FileVersion.optional()]),
    SaveResult,
  ),
}
