import type { Entry } from '../../../electron/contract/files.ts'

export type SortColumn = 'name' | 'size' | 'modified' | 'type' | 'permissions'
export type Sort = { column: SortColumn; descending: boolean }

/** An entry with what sorting and filtering ask of it again and again. */
export type Row = {
  entry: Entry
  /** Compares as the name does in natural order; undefined where only the collator knows. */
  key: string | undefined
  extension: string
}

/** Orders names as people count: `file 2` before `file 10`. */
export type NameOrder = { keyOf(name: string): string | undefined; compare(a: Row, b: Row): number }

/**
 * The collator's own order of the printable ASCII characters, turned into keys that compare as
 * plain strings: six times as quick as asking the collator for each pair.
 */
export function createNameOrder(locale: string): NameOrder {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'accent' })
  const characters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
  characters.sort((a, b) => collator.compare(a, b))
  const ranks: string[] = []
  let rank = 32
  characters.forEach((character, index) => {
    const previous = characters[index - 1]
    if (previous === undefined || collator.compare(previous, character) !== 0) rank++
    ranks[character.charCodeAt(0)] = String.fromCharCode(rank)
  })
  const digit = ranks[48] ?? '0'

  const keyOf = (name: string): string | undefined => {
    if (!/^[\x20-\x7e]*$/.test(name)) return undefined
    let key = ''
    for (let index = 0; index < name.length; index++) {
      const code = name.charCodeAt(index)
      if (code < 48 || code > 57) {
        key += ranks[code]
        continue
      }
      let end = index + 1
      while (end < name.length && isDigit(name.charCodeAt(end))) end++
      let start = index
      while (start < end - 1 && name.charCodeAt(start) === 48) start++
      key += digit + String.fromCharCode(32 + end - start) + name.slice(start, end)
      index = end - 1
    }
    return key
  }

  const compare = (a: Row, b: Row): number => {
    let order: number
    if (a.key !== undefined && b.key !== undefined)
      order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0
    else order = collator.compare(a.entry.name, b.entry.name)
    if (order !== 0) return order
    return a.entry.name < b.entry.name ? -1 : a.entry.name > b.entry.name ? 1 : 0
  }
  return { keyOf, compare }
}

const isDigit = (code: number) => code >= 48 && code <= 57

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

export function makeRow(entry: Entry, order: NameOrder): Row {
  return {
    entry,
    key: order.keyOf(entry.name),
    extension: entry.kind === 'directory' ? '' : extensionOf(entry.name),
  }
}

/** A sorted copy. Folders stay first whatever the column and direction; ties go by name. */
export function sortRows(rows: readonly Row[], sort: Sort, order: NameOrder): Row[] {
  const indices = new Uint32Array(rows.length)
  for (let index = 0; index < indices.length; index++) indices[index] = index
  const isFile = Uint8Array.from(rows, (row) => (row.entry.kind === 'directory' ? 0 : 1))
  const compareColumn = columnComparison(rows, sort.column)
  const sign = sort.descending ? -1 : 1
  const byName = sort.column === 'name' ? sign : 1
  indices.sort(
    (a, b) =>
      isFile[a]! - isFile[b]! ||
      sign * compareColumn(a, b) ||
      byName * order.compare(rows[a]!, rows[b]!),
  )
  return Array.from(indices, (index) => rows[index]!)
}

function columnComparison(
  rows: readonly Row[],
  column: SortColumn,
): (a: number, b: number) => number {
  if (column === 'size' || column === 'modified') {
    const field = column === 'size' ? 'size' : 'modifiedAt'
    const values = Float64Array.from(rows, (row) => row.entry[field] ?? -1)
    return (a, b) => values[a]! - values[b]!
  }
  if (column === 'type') return byText(rows.map((row) => row.extension))
  if (column === 'permissions') return byText(rows.map((row) => row.entry.permissions ?? ''))
  return () => 0
}

const byText = (values: string[]) => (a: number, b: number) =>
  values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : 0
