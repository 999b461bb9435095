import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../../../renderer/styles/tokens.css'), 'utf8')
const themeOf = (selector: string) => {
  const start = css.indexOf(selector)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]),
  )
}
const themes = {
  light: themeOf(":root[data-theme='light']"),
  dark: themeOf(":root[data-theme='dark']"),
}

/** WCAG 2.1, relative luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high! + 0.05) / (low! + 0.05)
}

const surfaces = ['surface', 'surface-quiet', 'chrome', 'raised', 'hover']
const texts = ['text', 'text-quiet', 'accent', 'good', 'warn', 'bad']
const logs = ['log-command', 'log-reply', 'log-data', 'log-tcp', 'log-tls']
const pairs = [
  ...texts.flatMap((text) => surfaces.map((surface) => [text, surface])),
  ...logs.flatMap((text) => ['surface', 'hover', 'chosen'].map((surface) => [text, surface])),
  ...['text', 'text-quiet'].map((text) => [text, 'chrome-deep']),
  ...['chosen', 'chosen-quiet', 'field'].map((surface) => ['text', surface]),
  ['text-quiet', 'field'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['accent', 'accent-soft'],
  ['good', 'good-soft'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
] as [string, string][]

describe.each(Object.entries(themes))('%s theme', (_name, theme) => {
  it.each(pairs)('%s on %s can be read', (text, surface) => {
    expect(contrast(theme.get(text)!, theme.get(surface)!)).toBeGreaterThanOrEqual(4.5)
  })
})
