import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultScenarios } from '../../run/faultScenarios.ts'
import { faultTable, numbersInSource, numbersOf } from '../../run/faultTable.ts'

const repository = join(import.meta.dirname, '../../..')
const named = (title: string, more: Partial<Parameters<typeof numbersOf>[0]> = {}) => ({
  title,
  ancestorTitles: [],
  status: 'passed',
  file: 'test/engine/x.test.ts',
  ...more,
})
const whole = Object.keys(faultScenarios).map((number) => named(`${number} something`))

describe('the numbered faults', () => {
  const inTests = new Set(
    readdirSync(join(repository, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(unit|engine|servers)\/.*\.test\.ts$/.test(name))
      .filter((name) => name !== 'unit/run/faultTable.test.ts')
      .flatMap((name) => numbersInSource(readFileSync(join(repository, 'test', name), 'utf8'))),
  )

  it('have a test each, and no test has a number that is none', () => {
    const faults = [...inTests].filter((number) => /^F\d\d$/.test(number))
    expect(faults.toSorted()).toEqual(Object.keys(faultScenarios))
  })
})

describe('the table of faults', () => {
  it('takes the numbers of the title, or of the nearest heading', () => {
    expect(numbersOf(named('F21, F22: cut'))).toEqual(['F21', 'F22'])
    expect(numbersOf(named('curl 115 and 116: no'))).toEqual(['curl 115', 'curl 116'])
    expect(numbersOf(named('is full', { ancestorTitles: ['F02 to F05', 'F36: a disk'] }))).toEqual([
      'F36',
    ])
    expect(numbersOf(named('nothing', { ancestorTitles: ['F02 to F05 order'] }))).toEqual([])
  })

  it('names servers, and what is not safe', () => {
    const table = faultTable([
      ...whole,
      named('F21 %s cut', { file: 'test/servers/y.test.ts', ancestorTitles: ['vsftpd, TLS'] }),
      named('F22 reset', { status: 'failed' }),
      named('curl 161: less than SIZE says'),
    ])
    expect(table).toMatch(/^\| F21 \|[^|]+\| scripted, vsftpd \| safe \(2 tests\) \|$/m)
    expect(table).toMatch(/^\| F22 \|.*\*\*not safe\*\*: F22 reset \|$/m)
    expect(table).toMatch(/^\| curl 161 \| less than SIZE says \| scripted \| safe \(1 test\) \|$/m)
  })

  it('is not made without a test of every scenario', () => {
    expect(() => faultTable(whole.slice(1))).toThrow('F01')
    expect(() => faultTable([...whole, named('F99 unheard of')])).toThrow('F99')
  })
})
