import type {
  ListingFormat,
  ListingOptions,
  RemoteEntry,
} from '../../../../../electron/engine/ftp/listing/index.ts'

/** What the clock shows in all tests of listings. */
export const now = new Date('2024-03-10T12:00:00Z')

/** A line as a server writes it, and what it says. */
export type Sample = {
  line: string
  /** Undefined for lines that are no entries. */
  entry: Omit<RemoteEntry, 'raw'> | undefined
  format: ListingFormat
  options?: ListingOptions
}

type Facts = {
  kind?: RemoteEntry['kind']
  size?: number | null
  /** Date and time as in `2024-01-02T03:04:05`; without it there is none. */
  at?: string
  target?: string
  permissions?: string
  owner?: string
  group?: string
}

/** Makes samples of one format; `rights` for what is the same in all of them. */
export const samplesOf =
  (format: ListingFormat, common: Facts = {}, options?: ListingOptions) =>
  (line: string, name: string, facts: Facts = {}): Sample => {
    const { at, kind = 'file', size = null, ...rest } = { ...common, ...facts }
    const entry = { name, kind, size, modifiedAt: at ? new Date(`${at}Z`) : null, ...rest }
    return { line, entry, format, ...(options ? { options } : {}) }
  }

/** A line that is none of the folder's entries. */
export const noEntry = (format: ListingFormat, line: string): Sample => ({
  line,
  entry: undefined,
  format,
})

/** A line that nobody understands, kept with its text as a name. */
export const notUnderstood = (line: string, name = line): Sample => ({
  line,
  entry: { name, kind: 'unknown', size: null, modifiedAt: null },
  format: 'unix',
})
