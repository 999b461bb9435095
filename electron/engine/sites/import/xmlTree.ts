import { SaxesParser } from 'saxes'
import { ImportError, refuseLargeText } from './importedSite.ts'

export type XmlElement = {
  name: string
  attributes: Map<string, string>
  children: XmlElement[]
  /** All text directly inside, white space and all. */
  text: string
  /** The first run of text directly inside that is not blank, trimmed. */
  label: string
}

export type XmlOptions = {
  /** A document type that is let through, unread. All others are refused. */
  allowedDoctype?: RegExp
}

const deepest = 100

/**
 * Reads a small XML document. No document type, hence no entities but the five of XML itself and
 * character references; size and depth are limited. Throws ImportError, which quotes nothing.
 */
export function parseXml(text: string, { allowedDoctype }: XmlOptions = {}): XmlElement {
  refuseLargeText(text)
  const parser = new SaxesParser()
  const open: XmlElement[] = []
  let root: XmlElement | undefined

  parser.on('doctype', (doctype) => {
    if (!allowedDoctype?.test(doctype))
      throw new ImportError('The file holds a document type (DTD), which no export needs.')
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length === deepest) throw new ImportError('The file is nested more than 100 deep.')
    const element: XmlElement = {
      name,
      attributes: new Map(Object.entries(attributes)),
      children: [],
      text: '',
      label: '',
    }
    root ??= element
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const addText = (more: string) => {
    const element = open.at(-1)
    if (!element) return
    element.text += more
    element.label ||= more.trim()
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  // The parser's own words quote names and entities of the file.
  parser.on('error', () => {
    throw new ImportError(
      `The file is not well-formed XML (line ${parser.line}, column ${parser.column}).`,
    )
  })

  parser.write(withLegalReferences(text.replace(/^\ufeff/, ''))).close()
  if (!root) throw new ImportError('The file holds no XML element.')
  return root
}

/**
 * Some writers put control characters into references (`&#11;`), which XML 1.0 does not allow.
 * One pasted into a comment must not cost the user the whole file.
 */
function withLegalReferences(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));/gi, (reference, hex, decimal) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16)
    const isLegal =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      (code >= 0x10000 && code <= 0x10ffff)
    return isLegal ? reference : '\ufffd'
  })
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name)
}
