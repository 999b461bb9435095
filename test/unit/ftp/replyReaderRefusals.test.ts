import { describe, expect, it } from 'vitest'
import { ProtocolError, ReplyReader } from '../../../electron/engine/ftp/replyReader.ts'
import type { Reply } from '../../../electron/engine/ftp/replyReader.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

/** Pushes byte by byte and gives the error with the number of bytes that it took. */
function failureOf(text: string): { error: ProtocolError; after: number } | undefined {
  const reader = new ReplyReader()
  const raw = bytes(text)
  for (let at = 0; at < raw.length; at++) {
    try {
      reader.push(raw.subarray(at, at + 1))
    } catch (error) {
      if (error instanceof ProtocolError) return { error, after: at + 1 }
      throw error
    }
  }
  return undefined
}

describe('other protocols', () => {
  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 4],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n', 5],
    ['HTTP', '<html><head>', 5],
    ['HTTP', '<HTML>', 5],
    ['HTTP', '<!DOCTYPE html>', 9],
    ['HTTP', '<?xml version="1.0"?>', 5],
    ['TLS', '\x15\x03\x01\x00\x02\x02\x46', 2],
    ['TLS', '\x16\x03\x03\x00\x7a', 2],
    ['POP3', '+OK Dovecot ready.\r\n', 3],
    ['IMAP', '* OK [CAPABILITY IMAP4rev1]\r\n', 4],
    ['Telnet', '\xff\xfd\x18', 2],
    ['VNC', 'RFB 003.008\n', 5],
    ['rsync', '@RSYNCD: 31.0\n', 8],
  ])('%s is named as soon as its start %j is there', (protocol, text, after) => {
    const failure = failureOf(text)
    expect(failure?.error.protocol).toBe(protocol)
    expect(failure?.error.message).toContain(protocol)
    expect(failure?.after).toBe(after)
    expect(() => new ReplyReader().push(bytes(text))).toThrow(failure!.error.message)
  })

  it('is noticed after replies as well', () => {
    expect(failureOf('234 Go ahead\r\n\x15\x03\x01')?.error.protocol).toBe('TLS')
  })

  it('keeps the text as evidence, in bounds', () => {
    const text = `SSH-2.0-${'x'.repeat(1_000)}`
    const received = () => new ReplyReader().push(bytes(text))
    expect(received).toThrow(expect.objectContaining({ received: text.slice(0, 200) }))
  })
})

describe('what is no reply', () => {
  it.each([
    ['Welcome\r\n', 1],
    ['ftpd: cannot load library\n', 1],
    ['login: ', 1],
    ['SSX\r\n', 3],
    ['SSH\r\n', 4],
    [' 220 indented\r\n', 1],
    ['\t220\r\n', 1],
    ['\0\0\0', 1],
    ['\x15\x04', 2],
    ['000 zero\r\n', 1],
    ['099 low\r\n', 1],
    ['2', undefined],
    ['2\r\n', 2],
    ['2\n', 2],
    ['22\r\n', 3],
    ['2x0 a\r\n', 2],
    ['22O letter\r\n', 3],
    ['2200 four digits\r\n', 4],
    ['220_x\r\n', 4],
    ['220Welcome\r\n', 4],
    ['220\tWelcome\r\n', 4],
    ['220\rWelcome\r\n', 13],
    ['\rWelcome\r\n', 2],
    ['220 fine\r\n220-fine\r\n220 fine\r\nx', 31],
  ])('%j', (text, after) => {
    const failure = failureOf(text)
    expect(failure?.after).toBe(after)
    if (failure) {
      expect(failure.error).toMatchObject({ code: 'protocol-error', protocol: undefined })
      expect(failure.error.name).toBe('ProtocolError')
    }
  })
})

describe('limits', () => {
  const limit = 64 * 1024

  it('takes a reply of 64 KiB and none that is longer', () => {
    const fits = `220 ${'x'.repeat(limit - 6)}\r\n`
    expect(new ReplyReader().push(bytes(fits))).toHaveLength(1)
    expect(() => new ReplyReader().push(bytes(`220 ${'x'.repeat(limit - 5)}\r\n`))).toThrow(
      /64 KiB/,
    )
  })

  it('does not wait for the end of an endless line', () => {
    expect(failureOf(`220 ${'x'.repeat(limit)}`)?.after).toBe(limit + 1)
    expect(failureOf(`220-a\r\n${'x'.repeat(limit)}`)?.after).toBe(limit + 1)
    expect(() => new ReplyReader().push(Buffer.alloc(50 * limit, '220 x'))).toThrow(/64 KiB/)
  })

  it('counts all lines of a reply together', () => {
    expect(failureOf(`220-${'x'.repeat(1_000)}\r\n`.repeat(100))?.error.message).toMatch(/64 KiB/)
  })

  it('counts blank lines, so that they do not go on for ever', () => {
    expect(failureOf('\r\n'.repeat(limit))?.after).toBe(limit + 1)
    const reader = new ReplyReader()
    expect(() => reader.push(Buffer.alloc(limit + 1, '\n'))).toThrow(/64 KiB/)
    expect(reader.isEmpty).toBe(false)
  })

  it('starts to count anew with every reply', () => {
    const reader = new ReplyReader()
    for (let round = 0; round < 20; round++)
      expect(reader.push(bytes(`220 ${'x'.repeat(10_000)}\r\n`))).toHaveLength(1)
  })

  it('takes 500 lines and no more', () => {
    const lines = (count: number) => `220-a\n${'b\n'.repeat(count - 2)}220 c\n`
    expect(new ReplyReader().push(bytes(lines(500)))[0]!.lines).toHaveLength(500)
    expect(() => new ReplyReader().push(bytes(lines(501)))).toThrow(/500 lines/)
    expect(failureOf('220-a\n'.repeat(1_000))?.after).toBe(501 * 6)
  })
})

describe('after a failure', () => {
  it('stays broken until it is reset', () => {
    const reader = new ReplyReader()
    expect(() => reader.push(bytes('HTTP/1.1 200 OK\r\n'))).toThrow(ProtocolError)
    expect(() => reader.push(bytes('220 Hello\r\n'))).toThrow(ProtocolError)
    expect(reader.isEmpty).toBe(false)
    reader.reset()
    expect(reader.isEmpty).toBe(true)
    expect(reader.push(bytes('220 Hello\r\n'))).toHaveLength(1)
  })

  it('never loses replies that were complete before', () => {
    const reader = new ReplyReader()
    const replies: Reply[] = reader.push(bytes('150 Opening\r\n226 Done\r\ngarbage\r\n200 x\r\n'))
    expect(replies.map(({ code }) => code)).toEqual([150, 226])
    expect(reader.isEmpty).toBe(false)
    expect(() => reader.push(new Uint8Array(0))).toThrow(ProtocolError)
    expect(() => reader.push(bytes('200 OK\r\n'))).toThrow(ProtocolError)
  })
})
