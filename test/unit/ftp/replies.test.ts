import { describe, expect, it } from 'vitest'
import {
  parseEpsvReply,
  parsePasvReply,
  parsePwdReply,
  ProtocolError,
} from '../../../electron/engine/ftp/replies.ts'

describe('parsePasvReply', () => {
  it.each([
    ['227 Entering Passive Mode (127,0,0,1,200,13)', '127.0.0.1', 51_213],
    ['227 Entering Passive Mode (127,0,0,1,200,13).', '127.0.0.1', 51_213],
    ['227 Entering Passive Mode 127,0,0,1,200,13', '127.0.0.1', 51_213],
    ['227 Entering Passive Mode 127,0,0,1,200,13.', '127.0.0.1', 51_213],
    ['227 =127,0,0,1,200,13', '127.0.0.1', 51_213],
    ['227 Passive mode =(127,0,0,1,200,13)', '127.0.0.1', 51_213],
    ['227 127,0,0,1,200,13', '127.0.0.1', 51_213],
    ['227 (127, 0, 0, 1, 200, 13)', '127.0.0.1', 51_213],
    ['227 ( 127 , 0 ,0 ,1 , 200 , 13 ) ok', '127.0.0.1', 51_213],
    ['227 Passive mode: (10,1,2,3,4,0), go ahead', '10.1.2.3', 1_024],
    ['227 (0,0,0,0,255,255)', '0.0.0.0', 65_535],
    ['227 (127,000,000,001,004,005)', '127.0.0.1', 1_029],
    ['227 Server 3 of 7 says 127,0,0,1,4,5', '127.0.0.1', 1_029],
    ['227 Try 2 127,0,0,1,4,5 now', '127.0.0.1', 1_029],
    ['227 With 1,234 users online: (127,0,0,1,4,5)', '127.0.0.1', 1_029],
    ['227 At 10.0.0.1: 127,0,0,1,4,5, please', '127.0.0.1', 1_029],
    ['227 1,2,3,4,5,6 is not it (127,0,0,1,4,5)', '127.0.0.1', 1_029],
    ['227-Entering\n227 Passive Mode (127,0,0,1,4,5)', '127.0.0.1', 1_029],
    ['227-Passive Mode (127,0,0,1,4,5)\n227 Go', '127.0.0.1', 1_029],
    ['227 (127,0,0,1,4,5)\r\n', '127.0.0.1', 1_029],
  ])('%j', (text, host, port) => {
    expect(parsePasvReply(text)).toEqual({ host, port })
  })

  it.each([
    '',
    'Entering Passive Mode (127,0,0,1,4,5)',
    '27 (127,0,0,1,4,5)',
    '2270 (127,0,0,1,4,5)',
    '227(127,0,0,1,4,5)',
    '226 (127,0,0,1,4,5)',
    '229 (127,0,0,1,4,5)',
    '500 (127,0,0,1,4,5)',
    '227-(127,0,0,1,4,5)',
    '227-(127,0,0,1,4,5)\n228 x',
    '227 (127,0,0,1,4,5)\n227 (127,0,0,1,4,6)',
    '227',
    '227 Entering Passive Mode',
    '227 Entering Passive Mode ()',
    '227 (127,0,0,1,4)',
    '227 (127,0,0,1,4,5,6)',
    '227 (127,0,0,1,4,5,)',
    '227 (,127,0,0,1,4)',
    '227 (127,,0,1,4,5)',
    '227 (127.0.0.1,4,5)',
    '227 127.0.0.1:1029',
    '227 (256,0,0,1,4,5)',
    '227 (127,0,0,999999999999999999999,4,5)',
    '227 (127,0,0,1,256,5)',
    '227 (127,0,0,1,4,256)',
    '227 (-1,0,0,1,4,5)',
    '227 (127,0,0,1,4,-5)',
    '227 (+127,0,0,1,4,5)',
    '227 (127,0,0,1,4,5.5)',
    '227 (127,0,0,1e0,4,5)',
    '227 (0x7f,0,0,1,4,5)',
    '227 (127,0,0,1,a,5)',
    '227 (１２７,0,0,1,4,5)',
    '227 (127,0,0,1,0,0)',
    '227 (127,0,0,1,0,22)',
    '227 (127,0,0,1,3,255)',
  ])('refuses %j', (text) => {
    expect(() => parsePasvReply(text)).toThrow(ProtocolError)
  })
})

describe('parseEpsvReply', () => {
  it.each([
    ['229 Entering Extended Passive Mode (|||6446|)', 6_446],
    ['229 Entering Extended Passive Mode (|||6446|).', 6_446],
    ['229 (|||1024|)', 1_024],
    ['229 (|||65535|)', 65_535],
    ['229 (|||06446|)', 6_446],
    ['229 ok (|1|132.235.1.2|6275|)', 6_275],
    ['229 ok (|2|1080::8:800:200C:417A|5282|)', 5_282],
    ['229 ok (|2||5282|)', 5_282],
    ['229 ok (||::1|5282|)', 5_282],
    ['229 Extended (RFC 2428) Passive Mode (|||6446|)', 6_446],
    ['229-Entering\n229 Extended Passive Mode (|||6446|)', 6_446],
    ['229-Extended Passive Mode (|||6446|)\n229 Go', 6_446],
  ])('%j', (text, port) => {
    expect(parseEpsvReply(text)).toEqual({ port })
  })

  it('takes every delimiter of ASCII 33 to 126 (RFC 2428 §2)', () => {
    for (let code = 33; code <= 126; code++) {
      const d = String.fromCharCode(code)
      expect(parseEpsvReply(`229 Extended (${d}${d}${d}6446${d})`)).toEqual({ port: 6_446 })
    }
  })

  it.each([
    '',
    '(|||6446|)',
    '227 (|||6446|)',
    '500 (|||6446|)',
    '229',
    '229 Entering Extended Passive Mode',
    '229 |||6446|',
    '229 (||6446|)',
    '229 (||||6446|)',
    '229 (|||6446)',
    '229 (|||6446|',
    '229 (||!6446|)',
    '229 (|||6446!)',
    '229 (   6446 )',
    '229 (|||| )',
    '229 (||||)',
    '229 (|||-6446|)',
    '229 (|||+6446|)',
    '229 (|||6446.0|)',
    '229 (|||0x1f90|)',
    '229 (||| 6446|)',
    '229 (\x7f\x7f\x7f6446\x7f)',
    '229 (éééé6446é)',
    '229 (|||0|)',
    '229 (|||21|)',
    '229 (|||1023|)',
    '229 (|||65536|)',
    '229 (|||1000000|)',
    '229 (|||99999999999999999999999999|)',
    '229 (127,0,0,1,4,5)',
  ])('refuses %j', (text) => {
    expect(() => parseEpsvReply(text)).toThrow(ProtocolError)
  })
})

describe('parsePwdReply', () => {
  it.each([
    ['257 "/" is the current directory', '/'],
    ['257 "/"', '/'],
    ['257 "/home/user"', '/home/user'],
    ['257 "/a b  c " is current', '/a b  c '],
    ['257 "/say ""hi""" is current', '/say "hi"'],
    ['257 """"', '"'],
    ['257 "/a""" x', '/a"'],
    ['257 "/a" and "/b"', '/a'],
    ['257 Current directory is "/pub"', '/pub'],
    ['257 rubbish, 42 (x) "/pub".', '/pub'],
    ['257 "C:\\inetpub" is current', 'C:\\inetpub'],
    [`257 "'USER.DATA.'" is the working directory name prefix.`, "'USER.DATA.'"],
    ['257 "DISK:[USER.SUB]"', 'DISK:[USER.SUB]'],
    ['257 "/日本/ü\udce4"', '/日本/ü\udce4'],
    ['257 /home/x is current', '/home/x'],
    ['257 Current folder: /home/x', '/home/x'],
    ['257-A note\n257 "/a" is current', '/a'],
    ['257-Not "this"\n257 "/a" is current', '/a'],
    ['257-"/a" is current\n257 done', '/a'],
    ['257 "/a"\r\n', '/a'],
    ['257 "/a" \0 behind it', '/a'],
  ])('%j', (text, path) => {
    expect(parsePwdReply(text)).toBe(path)
  })

  it.each([
    '',
    '"/a"',
    '250 "/a"',
    '550 "/a"',
    '257',
    '257 no path',
    '257 ""',
    '257 "',
    '257 "/a',
    '257 "/a"" is current',
    '257 "/a\nb"',
    '257 "/a\0b"',
    '257 "/a\rb"',
    '257 "/a\x1b[2Jb"',
    '257 "/a\tb"',
    '257 "/a\x01"',
    '257 /a\x01b is current',
  ])('refuses %j', (text) => {
    expect(() => parsePwdReply(text)).toThrow(ProtocolError)
  })
})

it('keeps the reply as evidence, in bounds', () => {
  const text = `227 ${'x'.repeat(1_000)}`
  expect(() => parsePasvReply(text)).toThrow(
    expect.objectContaining({
      code: 'protocol-error',
      protocol: undefined,
      received: text.slice(0, 200),
    }),
  )
})
