const colours = 8

/** The same server always gets the same colour. */
export function siteColour(title: string): string {
  let hash = 7
  for (const character of title) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return `var(--site-${hash % colours})`
}
