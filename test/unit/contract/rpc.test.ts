import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { api } from '../../../electron/contract/api.ts'
import { AppError } from '../../../electron/contract/errors.ts'
import { describePort } from '../../support/portSuite.ts'
import { openMessagePorts } from '../../support/ports.ts'

describePort('a MessagePort', openMessagePorts)

describe('the contract', () => {
  it('refuses line breaks and NUL in everything that reaches a control connection', () => {
    const [request] = api.openSession.args.def.items
    for (const bad of ['a\rb', 'a\nb', 'a\0b']) {
      const settings = { host: 'localhost', port: 21, user: bad }
      expect(() => request.parse({ settings })).toThrow(z.ZodError)
      const [, line] = api.sendRawCommand.args.def.items
      expect(() => line.parse(`NOOP${bad}`)).toThrow(z.ZodError)
    }
  })

  it('classifies unknown errors as internal and keeps known codes', () => {
    expect(AppError.from(new Error('x')).code).toBe('internal')
    expect(AppError.from(Object.assign(new Error('x'), { code: 'timeout' })).code).toBe('timeout')
    expect(AppError.from(Object.assign(new Error('x'), { code: 'ECONNRESET' })).code).toBe(
      'internal',
    )
  })
})
