import type { Row } from './sorting.ts'

/** Chosen names, where a range starts, and the row that the keyboard is on. */
export type Selection = {
  names: ReadonlySet<string>
  anchor: string | null
  active: string | null
}
export type Gesture = { toggle?: boolean; range?: boolean }

export const emptySelection: Selection = { names: new Set(), anchor: null, active: null }

/** Made when first asked for, so that each arrow key does not walk through 100,000 rows. */
const positions = new WeakMap<readonly Row[], Map<string, number>>()

export function indexOfName(rows: readonly Row[], name: string | null): number {
  if (name === null) return -1
  let known = positions.get(rows)
  if (!known) {
    known = new Map(rows.map((row, index) => [row.entry.name, index]))
    positions.set(rows, known)
  }
  return known.get(name) ?? -1
}

/** The chosen rows that are there, in the order of the list. */
export function chosenRows(rows: readonly Row[], { names }: Selection): Row[] {
  if (names.size > rows.length / 4) return rows.filter((row) => names.has(row.entry.name))
  return [...names]
    .map((name) => indexOfName(rows, name))
    .filter((index) => index !== -1)
    .sort((a, b) => a - b)
    .map((index) => rows[index]!)
}

const namesBetween = (rows: readonly Row[], from: number, to: number) =>
  rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.entry.name)

/** A click on a row, or the keyboard arriving there. */
export function choose(
  rows: readonly Row[],
  selection: Selection,
  index: number,
  { toggle = false, range = false }: Gesture = {},
): Selection {
  const name = rows[index]?.entry.name
  if (name === undefined) return selection
  if (range) {
    const anchorIndex = indexOfName(rows, selection.anchor)
    const from = anchorIndex === -1 ? index : anchorIndex
    const between = namesBetween(rows, from, index)
    return {
      names: new Set(toggle ? [...selection.names, ...between] : between),
      anchor: rows[from]!.entry.name,
      active: name,
    }
  }
  if (toggle) {
    const names = new Set(selection.names)
    if (!names.delete(name)) names.add(name)
    return { names, anchor: name, active: name }
  }
  return { names: new Set([name]), anchor: name, active: name }
}

/** Moves the keyboard's row without choosing it (Ctrl+arrow). */
export function moveTo(rows: readonly Row[], selection: Selection, index: number): Selection {
  const name = rows[index]?.entry.name
  return name === undefined ? selection : { ...selection, active: name }
}

export function chooseAll(rows: readonly Row[], selection: Selection): Selection {
  return { ...selection, names: new Set(rows.map((row) => row.entry.name)) }
}

export function invert(rows: readonly Row[], selection: Selection): Selection {
  const names = rows.map((row) => row.entry.name).filter((name) => !selection.names.has(name))
  return { ...selection, names: new Set(names) }
}

/** A rubber band over the rows from one to another (both inclusive), added to what was chosen. */
export function chooseBand(
  rows: readonly Row[],
  before: Selection,
  from: number,
  to: number,
): Selection {
  const last = Math.min(Math.max(from, to), rows.length - 1)
  const first = Math.max(0, Math.min(from, to))
  if (first > last) return before
  const between = rows.slice(first, last + 1).map((row) => row.entry.name)
  return {
    names: new Set([...before.names, ...between]),
    anchor: before.anchor,
    active: rows[to > from ? last : first]?.entry.name ?? before.active,
  }
}

/** After a new listing: names that are gone are no longer chosen. */
export function keepPresent(rows: readonly Row[], selection: Selection): Selection {
  if (selection.names.size === 0 && selection.active === null) return selection
  const present = new Set(rows.map((row) => row.entry.name))
  const still = (name: string | null) => (name !== null && present.has(name) ? name : null)
  return {
    names: new Set([...selection.names].filter((name) => present.has(name))),
    anchor: still(selection.anchor),
    active: still(selection.active),
  }
}

/** Next row whose name starts with what was typed, from `start` on and round the end. */
export function findTyped(rows: readonly Row[], typed: string, start: number): number {
  const wanted = typed.toLowerCase()
  for (let step = 0; step < rows.length; step++) {
    const index = (start + step) % rows.length
    if (rows[index]!.entry.name.toLowerCase().startsWith(wanted)) return index
  }
  return -1
}
