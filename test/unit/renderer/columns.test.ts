import { expect, it } from 'vitest'
import { columnsThatFit } from '../../../renderer/features/panes/columns.ts'

const columns = [
  { name: 'name', width: 100 },
  { name: 'size', width: 80 },
  { name: 'modified', width: 150 },
  { name: 'owner', width: 100 },
] as const
const shown = (width: number) => columnsThatFit([...columns], width).map(({ name }) => name)

it('lets columns give way to names, the least needed first', () => {
  expect(shown(0)).toHaveLength(4)
  expect(shown(480)).toEqual(['name', 'size', 'modified', 'owner'])
  expect(shown(479)).toEqual(['name', 'size', 'modified'])
  expect(shown(379)).toEqual(['name', 'size'])
  expect(shown(50)).toEqual(['name'])
})
