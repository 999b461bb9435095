import { ImportError } from './importedSite.ts'
import type { XmlElement } from './xmlTree.ts'
import { parseXml } from './xmlTree.ts'

/** A value of a property list; dates and data stay text. */
export type PlistValue = string | boolean | PlistValue[] | Map<string, PlistValue>

/** Apple's own document type, which every property list begins with. It is not fetched. */
const plistDoctype = /^\s*plist\s+PUBLIC\s+"[^"[\]]*"\s+"[^"[\]]*"\s*$/

/** Reads an XML property list. Throws ImportError. */
export function parsePlist(xml: string): PlistValue {
  const root = parseXml(xml, { allowedDoctype: plistDoctype })
  const value = root.name === 'plist' ? root.children[0] : undefined
  if (!value) throw new ImportError('The file is not a property list.')
  return readValue(value)
}

function readValue(element: XmlElement): PlistValue {
  switch (element.name) {
    case 'dict':
      return readDictionary(element)
    case 'array':
      return element.children.map(readValue)
    case 'true':
    case 'false':
      return element.name === 'true'
    default:
      return element.text
  }
}

function readDictionary({ children }: XmlElement): Map<string, PlistValue> {
  const dictionary = new Map<string, PlistValue>()
  let key: string | undefined
  for (const child of children) {
    if (child.name === 'key') key = child.text
    else if (key !== undefined) {
      dictionary.set(key, readValue(child))
      key = undefined
    }
  }
  return dictionary
}
