import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError, ErrorCode } from '../../../electron/contract/errors.ts'
import { wordError } from '../../../renderer/errors.ts'

type Words = Record<string, { what?: string; why?: string; next?: string }>
const load = (language: string) =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, `../../../renderer/locales/${language}.json`), 'utf8'),
  ) as { errors: Words }

describe('error texts', () => {
  it.each(['en', 'zh-CN'])('say what, why and what next for every code in %s', (language) => {
    const { errors } = load(language)
    const missing = ErrorCode.options.filter(
      (code) => !errors[code]?.what || !errors[code].why || !errors[code].next,
    )
    expect(missing).toEqual([])
  })

  it('name server and path from the evidence', () => {
    const details = { host: 'ftp.example.com', port: 2121 }
    expect(wordError(new AppError('connection-refused', 'x', details)).what).toBe(
      'ftp.example.com:2121 refused the connection',
    )
    expect(wordError(new AppError('timeout', 'x', { host: 'h', port: 21 })).what).toBe(
      'h did not answer in time',
    )
    expect(wordError(new AppError('remote-not-found', 'x', { path: '/a\u202eb' })).what).toBe(
      '/a\\u202Eb is not there',
    )
  })

  it('begin with a capital letter where the evidence is missing', () => {
    expect(wordError(new AppError('remote-not-found', 'x')).what).toBe('The item is not there')
    expect(wordError(new AppError('remote-not-found', 'x'), 'a.txt').what).toBe(
      'a.txt is not there',
    )
    expect(wordError(new AppError('certificate-changed', 'x')).what).toBe(
      'The certificate of the server has changed',
    )
  })

  it('stay readable without evidence', () => {
    for (const code of ErrorCode.options) {
      const words = wordError(new AppError(code, 'message'))
      expect(`${words.what} ${words.why} ${words.next}`).not.toMatch(/[{}]|undefined|null/)
      expect(words.reply).toBe(undefined)
    }
  })

  it('show the server’s words as they are, line by line, without its control characters', () => {
    const error = new AppError('server-refused', 'No', {
      reply: '550-First\n550 \u001b[31mSecond',
      command: 'RETR x',
      cause: 'ECONNRESET',
    })
    const words = wordError(error)
    expect(words.reply).toBe('550-First\n550 \\x1B[31mSecond')
    expect(words.details).toEqual([
      'Command: RETR x',
      'Cause: ECONNRESET',
      'Message: No (server-refused)',
    ])
  })

  it('do not take text in braces from a server for a message', () => {
    const { what } = wordError(new AppError('remote-not-found', 'x', { path: "{path} {'@'} @:x" }))
    expect(what).toBe("{path} {'@'} @:x is not there")
  })
})
