const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * What must never reach the screen as it is: C0 and C1 controls, marks that change the reading
 * direction or are invisible, line separators, and surrogates without their other half.
 */
const dangerous =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/**
 * Text that came from a server or a file name, made safe to look at: nothing in it can move,
 * hide or reorder what stands around it. Bytes without a meaning in the encoding become U+FFFD.
 */
export function visibleText(text: string): string {
  return text.replace(dangerous, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xd800 && code <= 0xdfff) return '\ufffd'
    const short = named[character]
    if (short) return short
    if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    return code <= 0xffff
      ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
      : `\\u{${code.toString(16).toUpperCase()}}`
  })
}

/** The same for JSON text, in which every one of them may be written as an escape (RFC 8259 §7). */
export const visibleJson = (json: string): string =>
  json.replace(dangerous, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  )
