import type { Page } from 'playwright-core'

/** What 200 % of zoom leaves of the usual window. */
export const zoomed = { width: 640, height: 400 }

/**
 * Controls below `selector` that a person cannot get at: that lie outside the window, or under
 * something else, also when what holds them is scrolled. Named as their test or screen reader would.
 */
export const unreachable = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate((place) => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>(
        ['button', 'input', '[role=option]', '[role=menuitem]']
          .map((kind) => `:is(${place}) ${kind}`)
          .join(),
      ),
    ]
    return controls
      .filter((control) => {
        const isShown = control.checkVisibility({ visibilityProperty: true })
        return isShown && !control.matches(':disabled, :is(.unseen, [inert], [aria-hidden=true]) *')
      })
      .filter((control) => {
        control.scrollIntoView({ block: 'nearest', inline: 'nearest' })
        const { left, right, top, bottom } = control.getBoundingClientRect()
        if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) return true
        // One that is larger than what it scrolls in shows its beginning or its end.
        const [middle, center] = [(top + bottom) / 2, (left + right) / 2]
        const points = [
          ...[left + 3, center, right - 3].map((x) => [x, middle] as const),
          ...[top + 3, bottom - 3].map((y) => [center, y] as const),
        ]
        return !points.some(([x, y]) => {
          const hit = document.elementFromPoint(x, y)
          // The picture of a check box or a label's text may be what is hit, and does the same.
          return control.contains(hit) || hit?.closest('label')?.contains(control)
        })
      })
      .map(({ dataset, ariaLabel, innerText }) => dataset['testid'] ?? ariaLabel ?? innerText)
  }, selector)
