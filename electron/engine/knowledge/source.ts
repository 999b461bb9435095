import { rfcHeadings } from './rfcHeadings.ts'
import type { RfcNumber } from './rfcHeadings.ts'

/** Where the protocol's rules say so. Only sections that the table of headings knows compile. */
export type Source = {
  [N in RfcNumber]: { rfc: N; section: keyof (typeof rfcHeadings)[N]['sections'] & string }
}[RfcNumber]

export const cite = <N extends RfcNumber>(
  rfc: N,
  section: keyof (typeof rfcHeadings)[N]['sections'] & string,
): Source => ({ rfc, section }) as Source

/** Heading of the cited section, as printed in the RFC. */
export function headingOf(source: Source): string {
  const sections: Readonly<Record<string, string>> = rfcHeadings[source.rfc].sections
  return sections[source.section] ?? ''
}

export type CitedSource = { rfc: number; section: string; heading: string }

/** A source with its heading, ready to be shown. */
export const citation = (source: Source): CitedSource => ({
  rfc: source.rfc,
  section: source.section,
  heading: headingOf(source),
})
