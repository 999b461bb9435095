import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@vue/compiler-sfc'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../../renderer')
type Messages = { [key: string]: string | Messages }
const flat = (messages: Messages, prefix = ''): [string, string][] =>
  Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  )
const load = (language: string) =>
  new Map(
    flat(JSON.parse(readFileSync(join(root, `locales/${language}.json`), 'utf8')) as Messages),
  )
const en = load('en')
const zh = load('zh-CN')
const sources = globSync('**/*.{ts,vue}', { cwd: root }).map((name) => ({
  name,
  text: readFileSync(join(root, name), 'utf8'),
}))

const literal = /['"`]([a-z][A-Za-z]*(?:\.[\w-]+)+)['"`]/g
const template = /`([a-z][A-Za-z]*\.(?:[\w.-]|\$\{(?:[^{}]|\{[^{}]*\})*\})*\$\{[^`]*)`/g
/** Keys put together at run time: what is between the fixed parts may be any one part of a key. */
const sections = new Set([...en.keys()].map((key) => key.split('.')[0]!))
const patterns = sources.flatMap(({ text }) =>
  [...text.matchAll(template)]
    .filter((match) => sections.has(match[1]!.split('.')[0]!))
    .map((match) => {
      const fixed = match[1]!
        .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/)
        .map((part) => part.replaceAll('.', '\\.'))
      return new RegExp(`^${fixed.join('[\\w-]+')}$`)
    }),
)
const literals = new Set(
  sources.flatMap(({ text }) => [...text.matchAll(literal)].map((match) => match[1]!)),
)

const placeholders = (text: string) => [
  ...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)),
]
/** The same in both languages, and rightly so. */
const untranslatable = new Set([
  'window.title',
  'about.title',
  'settings.language.en',
  'settings.language.zhCN',
])

describe('catalogue', () => {
  it('has the same keys in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort())
  })

  it('has no key that nobody uses', () => {
    const unused = [...en.keys()].filter(
      (key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)),
    )
    expect(unused).toEqual([])
  })

  it('has every key that is used', () => {
    const asked = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1]!),
    )
    expect(asked.length).toBeGreaterThan(200)
    expect(asked.filter((key) => !en.has(key))).toEqual([])
    const dead = patterns.filter((pattern) => ![...en.keys()].some((key) => pattern.test(key)))
    expect(dead).toEqual([])
  })

  it('is translated', () => {
    const same = [...en].filter(
      ([key, text]) =>
        zh.get(key) === text &&
        !untranslatable.has(key) &&
        /\p{L}/u.test(
          text.replaceAll(/\{[^}]*\}/g, '').replaceAll(/[\w.:]*@?[\w.]*example[\w.:]*/g, ''),
        ),
    )
    expect(same.map(([key]) => key)).toEqual([])
    const foreign = [...zh].filter(
      ([key, text]) =>
        !untranslatable.has(key) &&
        en.get(key) !== text &&
        !/\p{Script=Han}|[，、：]|\//u.test(text),
    )
    expect(foreign.map(([key]) => key)).toEqual([])
  })

  it('has the same placeholders in both languages', () => {
    for (const [key, text] of en)
      expect([key, placeholders(zh.get(key)!).sort()]).toEqual([key, placeholders(text).sort()])
  })

  it('keeps all visible text out of the templates', () => {
    const found = sources
      .filter(({ name }) => name.endsWith('.vue'))
      .flatMap(({ name, text }) => {
        const ast = parse(text, { filename: name }).descriptor.template?.ast
        return ast ? visibleText(ast as unknown as Node).map((words) => `${name}: ${words}`) : []
      })
    expect(found).toEqual([])
  })

  it('finds text that was put into a template', () => {
    const ast = parse('<template><p title="Hint">Hello {{ name }}</p><code>ls</code></template>')
      .descriptor.template?.ast
    expect(visibleText(ast as unknown as Node)).toEqual(['Hint', 'Hello'])
  })
})

/** The part of the compiler's tree that is looked at. */
type Node = {
  type: number
  tag?: string
  content?: string | object
  children?: Node[]
  branches?: Node[]
  props?: { type: number; name: string; value?: { content: string } }[]
}
const textNode = 2
const attributeNode = 6
const spoken = new Set(['title', 'aria-label', 'placeholder', 'alt', 'label'])

function visibleText(node: Node): string[] {
  // Addresses and commands are the same in every language.
  if (node.tag === 'code') return []
  const own =
    node.type === textNode && typeof node.content === 'string' && /\p{L}/u.test(node.content)
      ? [node.content.trim()]
      : []
  const attributes = (node.props ?? []).flatMap((prop) =>
    prop.type === attributeNode && spoken.has(prop.name) && /\p{L}/u.test(prop.value?.content ?? '')
      ? [prop.value!.content]
      : [],
  )
  return [...attributes, ...own, ...(node.children ?? []).flatMap(visibleText)]
}
