export type PathPair = { from: string; to: string }

/**
 * The order in which renames can be done so that none replaces another's source: `a -> b, b -> c`
 * begins at the end, and a circle (`a -> b, b -> a`) goes over a name that is free meanwhile.
 * `origin` is the source of the pair that a step belongs to.
 */
export type RenameStep = PathPair & { origin: string; isLast: boolean }

export function orderRenames(
  pairs: readonly PathPair[],
  temporaryName: (path: string) => string,
): RenameStep[] {
  const steps: RenameStep[] = []
  const waiting = new Map(pairs.map((pair) => [pair.from, pair]))
  /** Renames whose goal is taken by what another one moves away. */
  const blockedBy = (pair: PathPair) => (pair.to === pair.from ? undefined : waiting.get(pair.to))
  const place = ({ from, to }: PathPair) => {
    waiting.delete(from)
    steps.push({ from, to, origin: from, isLast: true })
  }
  for (const first of pairs) {
    const chain: PathPair[] = []
    const seen = new Set<string>()
    let pair: PathPair | undefined = waiting.get(first.from)
    while (pair && !seen.has(pair.from)) {
      chain.push(pair)
      seen.add(pair.from)
      pair = blockedBy(pair)
    }
    if (!pair) {
      for (const one of chain.reverse()) place(one)
      continue
    }
    // A circle: its entry steps aside, the rest moves up, then it goes where it belongs.
    const start = chain.indexOf(pair)
    const aside = temporaryName(pair.from)
    steps.push({ from: pair.from, to: aside, origin: pair.from, isLast: false })
    for (const one of chain.slice(start + 1).reverse()) place(one)
    steps.push({ from: aside, to: pair.to, origin: pair.from, isLast: true })
    waiting.delete(pair.from)
    for (const one of chain.slice(0, start).reverse()) place(one)
  }
  return steps
}
