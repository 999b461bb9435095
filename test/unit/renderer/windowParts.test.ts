import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MenuPlan } from '../../../electron/contract/shell.ts'
import type { Action } from '../../../renderer/action.ts'
import { menuPlan } from '../../../renderer/features/window/menuPlan.ts'
import { moveChoice, orderChoices } from '../../../renderer/features/window/toolbar.ts'
import type { NewsPart } from '../../../renderer/features/window/news.ts'
import { readNews } from '../../../renderer/features/window/news.ts'

const action = (id: string, changes: Partial<Action> = {}): Action => ({
  id,
  label: 'actions.copy',
  group: 'files',
  scope: 'pane',
  run: () => {},
  ...changes,
})

describe('what the native menu is offered', () => {
  const words = {
    label: ({ id }: Action) => `label of ${id}`,
    group: (group: string) => `menu of ${group}`,
    tabs: () => 'Tabs',
    keyOf: ({ keys }: Action) => keys?.[0],
    isEnabled: ({ id }: Action) => id !== 'off',
  }

  it('is every action, in the menu of its group', () => {
    const list = [
      action('copy', { keys: ['Mod+C', 'F9'] }),
      action('off'),
      action('hidden', { group: 'go', scope: 'window', isOn: () => true }),
      action('tab-1', { group: 'window' }),
      action('tab-2', { group: 'window' }),
    ]
    const plan = menuPlan(list, words)
    expect(MenuPlan.parse(plan)).toEqual(plan)
    expect(plan.map(({ place }) => place)).toEqual([
      'files',
      'go',
      'transfers',
      'connection',
      'window',
    ])
    expect(plan[0]!.entries).toEqual([
      {
        kind: 'action',
        id: 'copy',
        label: 'label of copy',
        key: 'Mod+C',
        isEverywhere: false,
        isEnabled: true,
      },
      { kind: 'action', id: 'off', label: 'label of off', isEverywhere: false, isEnabled: false },
    ])
    expect(plan[1]!.entries).toMatchObject([{ id: 'hidden', isOn: true, isEverywhere: true }])
    expect(plan[4]!.entries).toMatchObject([
      { kind: 'submenu', label: 'Tabs', entries: [{ id: 'tab-1' }, { id: 'tab-2' }] },
    ])
  })
})

describe('the news', () => {
  it('are the parts and items of the changelog', () => {
    const markdown =
      '# Changelog\n\n## 1.0.0\n\n- One `thing`\n  over two lines.\n\n### Queue\n\n- Another.\n\n## 0.9\n'
    expect(readNews(markdown)).toEqual([
      {
        version: '1.0.0',
        areas: [
          { name: '', lines: ['One thing over two lines.'] },
          { name: 'Queue', lines: ['Another.'] },
        ],
      },
    ])
  })

  const here = (name: string) =>
    readNews(readFileSync(join(import.meta.dirname, '../../..', name), 'utf8'))
  const linesOf = (news: NewsPart[]) =>
    news.flatMap(({ areas }) => areas.flatMap((area) => area.lines))

  it('can be read in this repository', () => {
    const lines = linesOf(here('CHANGELOG.md'))
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) expect(line).toMatch(/[.!?)]$/)
  })

  it('are told in Chinese too, of every version and of each of its areas', () => {
    const english = here('CHANGELOG.md')
    const chinese = here('CHANGELOG.zh-CN.md')
    expect(chinese.map(({ version }) => version)).toEqual(english.map(({ version }) => version))
    for (const [index, { areas }] of english.entries())
      expect(chinese[index]!.areas).toHaveLength(areas.length)
    for (const line of linesOf(chinese)) expect(line).toMatch(/\p{Script=Han}.*[。！？）]$/u)
  })
})

describe('the toolbar', () => {
  it('shows the chosen ones first, in their order, and forgets unknown ones', () => {
    expect(orderChoices(['c', 'gone', 'a'], ['a', 'b', 'c'])).toEqual([
      { id: 'c', isChosen: true },
      { id: 'a', isChosen: true },
      { id: 'b', isChosen: false },
    ])
  })

  it('moves one place at a time, and not over the ends', () => {
    expect(moveChoice(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b'])
    expect(moveChoice(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(moveChoice(['a', 'b'], 'a', -1)).toEqual(['a', 'b'])
    expect(moveChoice(['a', 'b'], 'b', 1)).toEqual(['a', 'b'])
    expect(moveChoice(['a', 'b'], 'x', 1)).toEqual(['a', 'b'])
  })
})
