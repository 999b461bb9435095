import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'

/** Colours come from the window's tokens, so that light and dark follow by themselves. */
const frame = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--field)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: '12.5px', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-gutters': {
    borderRight: '1px solid var(--line)',
    color: 'var(--text-quiet)',
    backgroundColor: 'var(--surface-quiet)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 8%, transparent)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)' },
  '.cm-panels': { color: 'var(--text)', backgroundColor: 'var(--surface-quiet)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-textfield': { border: '1px solid var(--line-strong)', backgroundColor: 'var(--field)' },
  '.cm-button': {
    border: '1px solid var(--line-strong)',
    backgroundColor: 'var(--surface)',
    backgroundImage: 'none',
  },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 30%, transparent)' },
  '.cm-specialChar': { color: 'var(--bad)' },
})

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--log-data)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--log-reply)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--log-tls)' },
  { tag: [tags.comment, tags.meta], color: 'var(--text-quiet)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.className, tags.tagName], color: 'var(--log-command)' },
  { tag: [tags.propertyName, tags.attributeName], color: 'var(--accent)' },
  { tag: tags.heading, fontWeight: '700' },
  { tag: tags.link, textDecoration: 'underline' },
  { tag: tags.invalid, color: 'var(--bad)' },
])

export const codeTheme: Extension = [frame, syntaxHighlighting(colours)]
