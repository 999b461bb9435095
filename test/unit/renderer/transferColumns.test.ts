import { describe, expect, it } from 'vitest'
import { columnTracks, fittingColumns } from '../../../renderer/features/transfers/columnTracks.ts'

const all = ['progress', 'amount', 'speed', 'timeLeft', 'attempts', 'state'] as const

describe('the columns of the transfer lists', () => {
  it('are all there where there is room', () => {
    expect(fittingColumns(all, 1_100)).toEqual(all)
    expect(fittingColumns(all, Infinity)).toEqual(all)
  })

  it('go one by one, what says most last', () => {
    expect(fittingColumns(all, 900)).not.toContain('attempts')
    expect(fittingColumns(all, 640)).toEqual(['progress', 'state'])
    expect(fittingColumns(all, 480)).toEqual(['state'])
    expect(fittingColumns(all, 200)).toEqual([])
    expect(fittingColumns(['amount'], 600)).toEqual(['amount'])
  })

  it('make the grid of a row', () => {
    expect(columnTracks(['speed'])).toBe('16px minmax(140px, 1fr) 84px 56px')
  })
})
