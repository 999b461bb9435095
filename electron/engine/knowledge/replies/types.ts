import type { Source } from '../source.ts'
import type { Text } from '../text.ts'

/** Circumstances that decide what a code means. All that are given must hold. */
export type ReplyWhen = {
  /** Verbs of the command that the reply answers. */
  commands?: readonly string[]
  /** No command was asked: the server's first words, or words out of the blue. */
  moment?: 'greeting' | 'idle'
  /** How the data connection of the answered transfer was to be opened. */
  mode?: 'active' | 'passive'
  /** Found in the server's own words. */
  words?: RegExp
}

export type ReplyMeaning = {
  when?: ReplyWhen
  source: Source | 'vendor'
  title: Text
  text: Text
  causes?: readonly Text[]
  /** What the client does next. */
  next: Text
}

/** Meanings from the most special to the general one, which has no `when`. */
export type ReplyEntry = { code: number; meanings: readonly [ReplyMeaning, ...ReplyMeaning[]] }
