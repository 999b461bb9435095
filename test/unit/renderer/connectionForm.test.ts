import { describe, expect, it } from 'vitest'
import {
  emptyFields,
  fieldsOf,
  spreadAddress,
  toRequest,
} from '../../../renderer/features/connection/connectionForm.ts'

const fields = (changed: Partial<typeof emptyFields>) => ({ ...emptyFields, ...changed })

describe('connection form', () => {
  it('makes a request from few words', () => {
    expect(toRequest(fields({ address: 'ftp.example.com' }))).toMatchObject({
      title: 'ftp.example.com',
      settings: {
        host: 'ftp.example.com',
        port: 21,
        user: 'anonymous',
        encryption: 'auto',
        mode: 'auto',
      },
      credentials: {},
    })
  })

  it('takes each field, and lets the address overrule', () => {
    const typed = fields({
      address: 'ftps://bob@host/pub',
      user: 'ann',
      password: 'secret',
      mode: 'active',
    })
    expect(toRequest(typed)).toMatchObject({
      title: 'bob@host',
      settings: {
        host: 'host',
        port: 990,
        user: 'bob',
        encryption: 'implicit',
        mode: 'active',
        remoteFolder: '/pub',
      },
      credentials: { password: 'secret' },
    })
    expect(toRequest(fields({ address: 'h', port: '2121' }))).toMatchObject({
      settings: { port: 2121 },
    })
  })

  it.each([
    [{ address: '' }, { field: 'address', problem: 'empty' }],
    [{ address: 'sftp://x' }, { field: 'address', problem: 'unknown-scheme', scheme: 'sftp' }],
    [
      { address: 'h', port: 'x' },
      { field: 'port', problem: 'bad-port' },
    ],
    [
      { address: 'h', port: '0' },
      { field: 'port', problem: 'bad-port' },
    ],
    [
      { address: 'h', port: '70000' },
      { field: 'port', problem: 'bad-port' },
    ],
  ])('names the field that is wrong: %j', (changed, problem) => {
    expect(toRequest(fields(changed))).toEqual(problem)
  })

  it('spreads an address over the fields', () => {
    const spread = spreadAddress(fields({ address: 'ftpes://ann:pw@host:2121/pub' }))
    expect(spread).toEqual({
      address: 'host/pub',
      user: 'ann',
      password: 'pw',
      port: '2121',
      encryption: 'required',
      mode: 'auto',
    })
    const wrong = fields({ address: 'a b' })
    expect(spreadAddress(wrong)).toBe(wrong)
  })

  it('fills the form from a failed request', () => {
    const request = toRequest(fields({ address: 'h', user: 'ann', password: 'pw', port: '21' }))
    if ('field' in request) throw new Error('not valid')
    expect(fieldsOf(request)).toEqual(fields({ address: 'h', user: 'ann', password: 'pw' }))
  })
})
