/**
 * SQLite keeps text as UTF-8, in which the lone surrogates that stand for undecodable bytes of a
 * name (contract/files.ts) would be lost. They are written as a mark and four hex digits.
 */
const mark = '\uE0DC'
const toEscape = /\uE0DC|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const escapedUnit = /\uE0DC([0-9a-f]{4})/g

export function toStored(text: string): string {
  if (text.isWellFormed() && !text.includes(mark)) return text
  return text.replace(toEscape, (unit) => mark + unit.charCodeAt(0).toString(16).padStart(4, '0'))
}

export function fromStored(text: string): string {
  if (!text.includes(mark)) return text
  return text.replace(escapedUnit, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}
