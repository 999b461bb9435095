import { describe, expect, it } from 'vitest'
import { queuePieces } from '../../../renderer/features/transfers/queuePieces.ts'

describe('a queue as a file', () => {
  const file = { format: 'sampan-queue', servers: [{ title: 'a' }], items: [1, 2, 3, 4, 5] }

  it('goes in pieces that are whole files', () => {
    const pieces = queuePieces(JSON.stringify(file), 2).map((piece) => JSON.parse(piece) as unknown)
    expect(pieces).toEqual([
      { ...file, items: [1, 2] },
      { ...file, items: [3, 4] },
      { ...file, items: [5] },
    ])
  })

  it('stays as it is where it is small, or no such file', () => {
    const text = JSON.stringify(file)
    expect(queuePieces(text, 5)).toEqual([text])
    for (const other of ['', 'no json', '[]', '{"items":3}'])
      expect(queuePieces(other, 1)).toEqual([other])
  })
})
