import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TraceMap, eachMapping } from '@jridgewell/trace-mapping'
import { z } from 'zod'

const Written = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(
        z.object({
          ranges: z.array(
            z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() }),
          ),
        }),
      ),
    }),
  ),
})
type Range = { startOffset: number; endOffset: number; count: number }

/** Whether a process ran what stands in a source file from there on; line from 1, column from 0. */
export type HasRun = (path: string, line: number, column: number) => boolean

/** Reads what V8 wrote down in a folder about each program: sources, and bundles with a map. */
export function readProcesses(folder: string): HasRun {
  const ran = new Map<string, Uint8Array>()
  for (const name of readdirSync(folder)) {
    const { result } = Written.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    for (const { url, functions } of result) {
      if (!/^file:.*\/(?:electron|dist)\//.test(url)) continue
      const path = fileURLToPath(url)
      if (!path.endsWith('.ts') && !existsSync(`${path}.map`)) continue
      const sum = ran.get(path)
      const once = paint(functions.flatMap(({ ranges }) => ranges))
      ran.set(path, sum && sum.length >= once.length ? add(sum, once) : add(once, sum))
    }
  }
  // Node strips types in place: offsets in what ran are offsets in the source.
  const sources = new Map<string, { offsets: number[]; ran: Uint8Array }>()
  const bundled = new Map<string, number>()
  for (const [path, bytes] of ran)
    if (path.endsWith('.ts')) sources.set(path, { offsets: lineStarts(path), ran: bytes })
    else readBundle(path, bytes, bundled)
  return (path, line, column) => {
    const source = sources.get(path)
    if (source?.ran[source.offsets[line - 1]! + column]) return true
    return (bundled.get(`${path}:${line}`) ?? -1) >= column
  }
}

/** One byte for each character: 1 if it ran. Ranges lie within each other; the inner one decides. */
function paint(ranges: Range[]): Uint8Array {
  const size = (range: Range) => range.endOffset - range.startOffset
  const painted = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)))
  for (const range of ranges.sort((one, other) => size(other) - size(one)))
    painted.fill(range.count > 0 ? 1 : 0, range.startOffset, range.endOffset)
  return painted
}

function add(sum: Uint8Array, more: Uint8Array | undefined): Uint8Array {
  more?.forEach((value, at) => {
    if (value) sum[at] = 1
  })
  return sum
}

function lineStarts(path: string): number[] {
  const starts = [0]
  for (const line of readFileSync(path, 'utf8').split('\n'))
    starts.push(starts.at(-1)! + line.length + 1)
  return starts
}

/** Notes for each line of a source the last column of it that ran in the bundle. */
function readBundle(path: string, ran: Uint8Array, lines: Map<string, number>): void {
  const starts = lineStarts(path)
  const map = new TraceMap(readFileSync(`${path}.map`, 'utf8'), `${path}.map`)
  eachMapping(map, ({ generatedLine, generatedColumn, source, originalLine, originalColumn }) => {
    if (source === null || !ran[starts[generatedLine - 1]! + generatedColumn]) return
    const key = `${source}:${originalLine}`
    lines.set(key, Math.max(lines.get(key) ?? -1, originalColumn))
  })
}
