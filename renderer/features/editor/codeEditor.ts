import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput, LanguageDescription } from '@codemirror/language'
import { languages } from '@codemirror/language-data'
import { MergeView } from '@codemirror/merge'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import type { Extension } from '@codemirror/state'
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { codeTheme } from './codeTheme.ts'

/** Loaded only when a text is shown: CodeMirror must not make the first page heavier. */

export type CodeOptions = {
  text: string
  /** Decides the language of the colours. */
  fileName: string
  /** What the text is, for assistive technology. */
  label: string
  isReadOnly: boolean
  isWrapped: boolean
  onChange?(): void
  onSave?(): void
}

export type CodeEditor = {
  text(): string
  setText(text: string): void
  setWrapped(isWrapped: boolean): void
  focus(): void
  destroy(): void
}

/** Lines longer than this slow any editor down: they are shown without colours. */
const longestColouredLine = 20_000

/**
 * In a shadow root, where styles are adopted as objects: a style element would be refused by the
 * page's policy.
 */
const shadowOf = (host: HTMLElement) => host.shadowRoot ?? host.attachShadow({ mode: 'open' })

function commonExtensions(label: string, isReadOnly: boolean): Extension[] {
  return [
    lineNumbers(),
    highlightSpecialChars(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: false }),
    keymap.of([...searchKeymap, ...defaultKeymap]),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    ...(isReadOnly ? [EditorState.readOnly.of(true)] : []),
    codeTheme,
  ]
}

async function languageOf(fileName: string, text: string): Promise<Extension> {
  if (text.split('\n', 2_000).some((line) => line.length > longestColouredLine)) return []
  const description = LanguageDescription.matchFilename(languages, fileName)
  return description ? await description.load() : []
}

export async function createCodeEditor(
  host: HTMLElement,
  options: CodeOptions,
): Promise<CodeEditor> {
  const wrapping = new Compartment()
  const wrap = (isWrapped: boolean) => (isWrapped ? EditorView.lineWrapping : [])
  const language = await languageOf(options.fileName, options.text)
  const root = shadowOf(host)
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        // First: it must come before what the usual keys do.
        keymap.of([
          {
            key: 'Mod-s',
            preventDefault: true,
            run: () => {
              options.onSave?.()
              return true
            },
          },
        ]),
        ...commonExtensions(options.label, options.isReadOnly),
        ...(options.isReadOnly
          ? []
          : [
              history(),
              indentOnInput(),
              highlightActiveLine(),
              keymap.of([...historyKeymap, indentWithTab]),
            ]),
        wrapping.of(wrap(options.isWrapped)),
        language,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange?.()
        }),
      ],
    }),
  })
  return {
    text: () => view.state.doc.toString(),
    setText: (text) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    setWrapped: (isWrapped) => view.dispatch({ effects: wrapping.reconfigure(wrap(isWrapped)) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

/** Two versions side by side, what differs marked; nothing in it can be changed. */
export async function createComparison(
  host: HTMLElement,
  options: {
    fileName: string
    mine: { text: string; label: string }
    theirs: { text: string; label: string }
  },
): Promise<{ destroy(): void }> {
  const language = await languageOf(options.fileName, options.mine.text)
  const root = shadowOf(host)
  const side = ({ text, label }: { text: string; label: string }) => ({
    doc: text,
    extensions: [...commonExtensions(label, true), language],
  })
  const view = new MergeView({
    a: side(options.theirs),
    b: side(options.mine),
    root,
    parent: root,
    collapseUnchanged: { margin: 3, minSize: 6 },
  })
  return { destroy: () => view.destroy() }
}
