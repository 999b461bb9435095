import { rawText } from './logModel.ts'
import type { LineTest, LogLine } from './logModel.ts'

export type Search =
  | { state: 'none' }
  | { state: 'ready'; test: LineTest }
  /** The pattern is not one. */
  | { state: 'invalid' }

/** `5xx` alone stands for all replies of a class (RFC 959 §4.2); several may follow each other. */
const codeClasses = /^[1-6]xx(?:[\s,]+[1-6]xx)*$/i
const special = /[.*+?^${}()|[\]\\/]/g

/**
 * Text as typed, a regular expression, or classes of reply codes. `wordsOf` gives the text of lines
 * that have none of their own.
 */
export function readSearch(
  typed: string,
  isPattern: boolean,
  wordsOf: (line: LogLine) => string,
): Search {
  const text = typed.trim()
  if (text === '') return { state: 'none' }
  if (codeClasses.test(text)) return { state: 'ready', test: classTest(text) }
  const pattern = compile(isPattern ? text : text.replaceAll(special, '\\$&'))
  if (!pattern) return { state: 'invalid' }
  return {
    state: 'ready',
    test: {
      line: (line) => pattern.test(rawText(line) ?? wordsOf(line)),
      subject: (subject) => pattern.test(subject),
    },
  }
}

function classTest(text: string): LineTest {
  const digits = new Set([...text.matchAll(/\d/g)].map(([digit]) => Number(digit)))
  return {
    line: ({ event }) => event.kind === 'reply' && digits.has(Math.floor(event.code / 100)),
    subject: () => false,
  }
}

function compile(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'i')
  } catch {
    return undefined
  }
}
