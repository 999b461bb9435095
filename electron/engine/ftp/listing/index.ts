import type { ListingOptions, RemoteEntry } from './entry.ts'
import { ListingParser } from './listingParser.ts'

export type { ListingFormat, ListingOptions, RemoteEntry } from './entry.ts'
export { ListingParser } from './listingParser.ts'
export type { ListingEnd } from './listingParser.ts'

/**
 * The entries of a whole listing. Throws nothing, whatever the text is. For listings that come in
 * pieces, or that are large, see ListingParser.
 */
export function parseListing(text: string, options: ListingOptions = {}): RemoteEntry[] {
  const parser = new ListingParser(options)
  return [...parser.push(text), ...parser.end().entries]
}
