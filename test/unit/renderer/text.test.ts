import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visibleText } from '../../../renderer/text.ts'

describe('visibleText', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of ['report.pdf', '报告 2024.txt', 'émoji 🚣 ok', 'a\\b', 'العربية'])
      expect(visibleText(text)).toBe(text)
  })

  it.each([
    ['\u001b[2J', '\\x1B[2J'],
    ['a\r\nStatus: ok', 'a\\r\\nStatus: ok'],
    ['tab\there', 'tab\\there'],
    ['\u0000\u007f\u009b', '\\x00\\x7F\\x9B'],
    ['photo\u202egpj.exe', 'photo\\u202Egpj.exe'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['zero\u200bwidth\ufeff', 'zero\\u200Bwidth\\uFEFF'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u{e0041}', '\\u{E0041}'],
    ['\udcc4\udce3', '\ufffd\ufffd'],
    ['x\ud800y', 'x\ufffdy'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })

  it('never lets a control, a direction mark or half a character through', () => {
    const forbidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 0xd800, max: 0xdfff }),
        (text, half) => {
          expect(visibleText(text + String.fromCharCode(half))).not.toMatch(forbidden)
        },
      ),
    )
  })
})
