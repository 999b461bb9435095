import type { Source } from '../source.ts'
import type { Text } from '../text.ts'

/** Duty to support it, after the registry of RFC 5797; `vendor` stands in no RFC. */
export type Standing = 'mandatory' | 'optional' | 'historic' | 'vendor'

/** Whether the command needs a data connection, and which way the bytes go. */
export type DataUse = 'none' | 'prepares' | 'listing' | 'download' | 'upload'

export type CommandEntry = {
  /** Upper case; subcommands with their verb, as in `SITE CHMOD`. */
  name: string
  syntax: string
  source: Source | 'vendor'
  standing: Standing
  dataUse: DataUse
  title: Text
  /** Two or three sentences for a person who never read an RFC. */
  text: Text
}
