import { describe, expect, it } from 'vitest'
import { createPace } from '../../../electron/engine/files/localFilesPace.ts'

describe('the pace of a disk', () => {
  const open = () => {
    let time = 0
    const pace = createPace(() => time)
    const wait = (milliseconds: number) => (time += milliseconds)
    const take = (milliseconds: number) => pace.measure(() => wait(milliseconds))
    return { pace, wait, take }
  }

  it('is quick until two operations in a row are slow', () => {
    const { pace, take } = open()
    for (const milliseconds of [1, 11, 12, 3, 40, 11, 20]) take(milliseconds)
    expect(pace.isQuick()).toBe(true)
    take(12)
    expect(pace.isQuick()).toBe(false)
  })

  it('is slow after one that anybody would notice', () => {
    const { pace, take } = open()
    take(50)
    expect(pace.isQuick()).toBe(false)
  })

  it('gets another chance after half a minute', () => {
    const { pace, wait, take } = open()
    take(60)
    wait(29_999)
    expect(pace.isQuick()).toBe(false)
    wait(1)
    expect(pace.isQuick()).toBe(true)
    take(12)
    expect(pace.isQuick()).toBe(true)
  })

  it('counts an operation that fails, too, and hands its error on', () => {
    const { pace, wait } = open()
    const fail = () =>
      pace.measure(() => {
        wait(80)
        throw new Error('ENOSPC')
      })
    expect(fail).toThrow('ENOSPC')
    expect(pace.isQuick()).toBe(false)
  })
})
