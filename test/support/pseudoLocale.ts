import type { Page } from 'playwright-core'

/**
 * Puts a made-up language in the place of English: every text two fifths longer, as German or
 * Finnish would have it, with accents above and below, in brackets that show whether its end is
 * seen.
 */
export async function speakPseudo(page: Page): Promise<void> {
  await page.evaluate(() => {
    type Messages = { [key: string]: string | Messages }
    type Composer = {
      getLocaleMessage(locale: string): Messages
      setLocaleMessage(locale: string, messages: Messages): void
    }
    const root = document.querySelector('#app') as unknown as {
      __vue_app__: { config: { globalProperties: { $i18n: Composer } } }
    }
    const i18n = root.__vue_app__.config.globalProperties.$i18n
    const accents: Record<string, string> = {
      a: 'à',
      e: 'ë',
      i: 'î',
      o: 'ö',
      u: 'ü',
      g: 'ğ',
      y: 'ý',
    }
    const longer = (text: string) =>
      text
        .split(' | ')
        .map((part) => {
          const letters = part.replaceAll(
            /\{[^}]*\}|[aeiougy]/g,
            (found) => accents[found] ?? found,
          )
          const length = part.replaceAll(/\{[^}]*\}/g, '').length
          return `[${letters}${'~'.repeat(Math.ceil(length * 0.4))}]`
        })
        .join(' | ')
    const all = (messages: Messages): Messages =>
      Object.fromEntries(
        Object.entries(messages).map(([key, value]) => [
          key,
          typeof value === 'string' ? longer(value) : all(value),
        ]),
      )
    i18n.setLocaleMessage('en', all(i18n.getLocaleMessage('en')))
  })
}

/** Words that do not fit where they must be read whole: buttons, labels, titles, hints. */
export const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, h1, h2, h3, p, label, .label, .hint, [role=tab], [role=menuitem]',
      ),
    ]
      .filter((each) => {
        // Names and paths of other people may be cut: their end is in a tooltip.
        if (each.closest('.cut, .unseen, [role=tree], [aria-hidden=true]')) return false
        if (each.querySelector('.cut')) return false
        const style = getComputedStyle(each)
        const box = each.getBoundingClientRect()
        const isSeen = each.offsetParent !== null && box.width > 0
        const hides = style.overflowX === 'hidden' || style.overflowX === 'clip'
        const leaves = box.right > innerWidth + 1 && style.position !== 'absolute'
        return isSeen && ((hides && each.scrollWidth > each.clientWidth + 1) || leaves)
      })
      .map((each) => each.innerText),
  )
