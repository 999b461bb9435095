import type { Source } from '../source.ts'
import type { Text } from '../text.ts'

/**
 * Verdict on one command or reply. A deviation differs from the letter of the standard in a way
 * that real servers do and clients cope with.
 */
export type Finding =
  | { ok: true; deviation?: { note: Text; section: Source } }
  | { ok: false; expected: Text; section: Source }
