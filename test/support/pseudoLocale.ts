import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

type Messages = { [key: string]: string | Messages }

const english = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../renderer/locales/en.json'), 'utf8'),
) as Messages
const accents: Record<string, string> = {
  a: 'à',
  e: 'ë',
  i: 'î',
  o: 'ö',
  u: 'ü',
  g: 'ğ',
  y: 'ý',
}

/** Of several forms each; what stands in braces is put in later, and counts for nothing. */
const longer = (text: string) =>
  text
    .split(' | ')
    .map((part) => {
      const letters = part.replaceAll(/\{[^}]*\}|[aeiougy]/g, (found) => accents[found] ?? found)
      const length = part.replaceAll(/\{[^}]*\}/g, '').length
      return `[${letters}${'~'.repeat(Math.ceil(length * 0.4))}]`
    })
    .join(' | ')

const allLonger = (messages: Messages): Messages =>
  Object.fromEntries(
    Object.entries(messages).map(([key, value]) => [
      key,
      typeof value === 'string' ? longer(value) : allLonger(value),
    ]),
  )

/**
 * A made-up language: every text two fifths longer than in English, as German or Finnish would have
 * it, with accents above, in brackets that show whether its end is seen.
 */
export const pseudoMessages = allLonger(english)

/** Puts the made-up language in the place of English. */
export async function speakPseudo(page: Page): Promise<void> {
  await page.evaluate((all) => {
    type I18n = { global: { setLocaleMessage(locale: string, messages: object): void } }
    type App = { __VUE_I18N_SYMBOL__: symbol; _context: { provides: Record<symbol, I18n> } }
    const { __vue_app__: app } = document.querySelector('#app') as unknown as { __vue_app__: App }
    app._context.provides[app.__VUE_I18N_SYMBOL__]!.global.setLocaleMessage('en', all)
  }, pseudoMessages)
}

/** Words that do not fit where they must be read whole: buttons, labels, titles, hints, fields. */
export const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const words = [
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
        const spills = hides || each.tagName === 'BUTTON'
        return isSeen && ((spills && each.scrollWidth > each.clientWidth + 1) || leaves)
      })
      .map((each) => each.innerText)
      .filter((text) => text !== '')
    const pen = document.createElement('canvas').getContext('2d')!
    // In forms; the short fields of tool bars have their words in a label as well.
    const hints = [
      ...document.querySelectorAll<HTMLInputElement>(
        '.content input[placeholder], [role=dialog] input[placeholder]',
      ),
    ]
      .filter((each) => {
        if (each.value !== '' || each.closest('[aria-hidden=true]') || !each.clientWidth)
          return false
        const { font, paddingLeft, paddingRight } = getComputedStyle(each)
        pen.font = font
        const room = each.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)
        return pen.measureText(each.placeholder).width > room + 1
      })
      .map((each) => each.placeholder)
    return [...words, ...hints]
  })
