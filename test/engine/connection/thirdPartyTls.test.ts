import { describe, expect, it } from 'vitest'
import { expectBytes } from '../../support/bytes.ts'
import { downloadAll, listAll, never, uploadAll } from '../../support/connect.ts'
import { connectTo, failure, scripted } from '../../support/faultBench.ts'

const secure = { encryption: 'required' } as const
const server = (without: string[] = []) =>
  scripted([], { tls: 'explicit', features: { thirdParty: true, without } })

describe('third-party mode under TLS', () => {
  it.each([
    ['SSCN', ['CPSV']],
    ['CPSV', ['SSCN']],
  ])('one of the two servers is told to be the TLS client by %s', async (verb, without) => {
    const [one, other] = [await server(without), await server(without)]
    const from = await connectTo(one, secure)
    const to = await connectTo(other, secure)
    const bytes = Buffer.from('from one to the other')
    await uploadAll(from, '/incoming/a', bytes)
    await from.sendTo('/incoming/a', to, '/incoming/b', { signal: never })
    expectBytes(await downloadAll(to, '/incoming/b'), bytes)
    const commands = [...one.commands(), ...other.commands()]
    expect(commands.some((command) => command.startsWith(verb))).toBe(true)
    expect((await listAll(from, '/')).length).toBeGreaterThan(0)
  })

  it('servers that know neither say so, and stay usable', async () => {
    const without = ['SSCN', 'CPSV']
    const [one, other] = [await server(without), await server(without)]
    const from = await connectTo(one, secure)
    const to = await connectTo(other, secure)
    const error = await failure(from.sendTo('/README.txt', to, '/incoming/c', { signal: never }))
    expect(error.code).toBe('not-supported')
    expect((await listAll(to, '/')).length).toBeGreaterThan(0)
  })

  it('resumes at an offset', async () => {
    const [one, other] = [await server(), await server()]
    const from = await connectTo(one, secure)
    const to = await connectTo(other, secure)
    const bytes = Buffer.from('0123456789'.repeat(1_000))
    await uploadAll(from, '/incoming/a', bytes)
    await uploadAll(to, '/incoming/b', bytes.subarray(0, 4_000))
    await from.sendTo('/incoming/a', to, '/incoming/b', { signal: never, offset: 4_000 })
    expectBytes(await downloadAll(to, '/incoming/b'), bytes)
  })
})
