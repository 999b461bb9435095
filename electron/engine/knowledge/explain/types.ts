import type { CitedSource } from '../source.ts'
import type { Locale, Text, Values } from '../text.ts'
import { say } from '../text.ts'
import type { Warning } from '../warnings.ts'

/** A piece of the explained line and what it means. */
export type Part = { text: string; meaning: string }

/** How the numbers of a data address add up. */
export type Calculation = {
  /** Missing in a 229 reply: it is the address of the control connection. */
  host?: string
  port: number
  /** Four octets, p1 and p2 of PORT and 227. */
  numbers?: { octets: number[]; p1: number; p2: number }
  /** The sum, one step after another: '8 × 256 = 2048', '2048 + 82 = 2130'. */
  steps: Part[]
}

export type Explanation = {
  title: string
  text: string
  /** Missing for what stands in no RFC. */
  source?: CitedSource
  /** `digits`: an unknown code, read by its digits only. */
  origin: 'standard' | 'vendor' | 'digits' | 'unknown'
  /** Arguments or reply text taken apart, in their order. */
  parts: Part[]
  calculation?: Calculation
  causes?: string[]
  /** What the client does next. */
  next?: string
  warnings: Warning[]
}

/** What taking apart an argument or a reply yields. */
export type Taken = { parts: Part[]; calculation?: Calculation; warnings?: Warning[] }

export type Describe = (text: string, meaning: Text, values?: Values) => Part

export const describeIn =
  (locale: Locale): Describe =>
  (text, meaning, values) => ({ text, meaning: say(meaning, locale, values) })
