/** A list of choices of which some are taken, in an order of the user's own. */
export type Choice = { id: string; isChosen: boolean }

/** The chosen ones in their order, then the others as the registry has them. */
export function orderChoices(chosen: readonly string[], all: readonly string[]): Choice[] {
  const known = chosen.filter((id) => all.includes(id))
  const others = all.filter((id) => !known.includes(id))
  return [
    ...known.map((id) => ({ id, isChosen: true })),
    ...others.map((id) => ({ id, isChosen: false })),
  ]
}

export function moveChoice(chosen: readonly string[], id: string, by: -1 | 1): string[] {
  const at = chosen.indexOf(id)
  const goal = at + by
  if (at === -1 || goal < 0 || goal >= chosen.length) return [...chosen]
  return chosen.toSpliced(at, 1).toSpliced(goal, 0, id)
}
