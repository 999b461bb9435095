import type { SiteColour } from '../../../electron/contract/sites.ts'
import { useSites } from '../../stores/sites.ts'
import { siteColour } from '../window/siteColour.ts'

const variables: Record<SiteColour, string> = {
  red: 'var(--site-8)',
  orange: 'var(--site-4)',
  yellow: 'var(--site-5)',
  green: 'var(--site-6)',
  cyan: 'var(--site-0)',
  blue: 'var(--site-1)',
  magenta: 'var(--site-3)',
  purple: 'var(--site-2)',
  grey: 'var(--site-7)',
}

export const colourVariable = (colour: SiteColour): string => variables[colour]

/** The site's own colour; without one, a colour that stays the same for its title. */
export function colourOfConnection(siteId: string | undefined, title: string): string {
  const colour = siteId === undefined ? undefined : useSites().sites.get(siteId)?.colour
  return colour ? variables[colour] : siteColour(title)
}
