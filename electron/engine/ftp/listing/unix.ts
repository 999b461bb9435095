import type { LineContext, LineResult } from './entry.ts'
import { parseColumns } from './unixColumns.ts'
import { parseCommon } from './unixCommon.ts'

/** A line of `ls -l` and of the many servers that write the same. */
export function parseUnix(line: string, context: LineContext): LineResult {
  return parseCommon(line, context) ?? parseColumns(line, context)
}
