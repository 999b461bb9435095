import { defineStore } from 'pinia'
import { computed, toRef } from 'vue'
import { z } from 'zod'
import { compileFilters } from '../features/panes/filterSets.ts'
import { createNameOrder } from '../features/panes/sorting.ts'
import { useScreenPart } from './screen.ts'
import { useLayout } from './layout.ts'
import type { Side } from './pane.ts'
import { useSettings } from './settings.ts'

const columnNames = ['name', 'size', 'modified', 'type', 'permissions', 'owner'] as const
const ColumnName = z.enum(columnNames)
const View = z
  .object({
    sort: z
      .object({ column: ColumnName, descending: z.boolean() })
      .default({ column: 'name', descending: false }),
    /** Pixels; the name takes what is left. */
    widths: z
      .partialRecord(ColumnName, z.number().min(40).max(800))
      .default({ size: 82, modified: 148, type: 112, permissions: 96, owner: 110 }),
    hidden: z.array(ColumnName).default([]),
    order: z.array(ColumnName).default([...columnNames]),
    /** Saved filters that are switched on, by id. */
    filters: z.array(z.string()).default([]),
  })
  .prefault({})
export type ColumnName = z.infer<typeof ColumnName>

/** Sort, columns and hidden files: one memory per side. */
export const usePaneViews = defineStore('paneViews', () => {
  const settings = useSettings()
  const layout = useLayout()
  const remembered = {
    local: useScreenPart('pane.local', View.prefault({ hidden: ['permissions', 'owner'] })),
    remote: useScreenPart('pane.remote', View.prefault({ hidden: ['type', 'owner'] })),
  }
  const order = computed(() => createNameOrder(settings.language))

  const passesOf = (side: Side) =>
    computed(() => {
      const active = new Set(remembered[side].value.filters)
      const sets = settings.settings.filterSets.filter(({ id }) => active.has(id))
      return sets.length === 0 ? undefined : compileFilters(sets, Date.now())
    })
  const passes = { local: passesOf('local'), remote: passesOf('remote') }
  const viewOf = (side: Side) => ({
    passes: passes[side],
    sort: toRef(remembered[side].value, 'sort'),
    showHidden: toRef(layout.remembered, 'showHidden'),
    order,
  })
  const sortBy = (side: Side, column: ColumnName) => {
    const { sort } = remembered[side].value
    const descending = sort.column === column ? !sort.descending : column === 'modified'
    remembered[side].value.sort = { column, descending }
  }
  const toggleColumn = (side: Side, column: ColumnName) => {
    const view = remembered[side].value
    view.hidden = view.hidden.includes(column)
      ? view.hidden.filter((name) => name !== column)
      : [...view.hidden, column]
  }
  const toggleFilter = (side: Side, id: string) => {
    const view = remembered[side].value
    view.filters = view.filters.includes(id)
      ? view.filters.filter((other) => other !== id)
      : [...view.filters, id]
  }
  /** All columns in the user's order; those that a newer version brought stand at the end. */
  const orderOf = (side: Side): ColumnName[] => [
    ...new Set([...remembered[side].value.order, ...columnNames]),
  ]
  /** Puts a column before another, or at the end. The name stays first. */
  const moveColumn = (side: Side, column: ColumnName, before: ColumnName | undefined) => {
    if (column === 'name' || before === 'name' || column === before) return
    const rest = orderOf(side).filter((name) => name !== column)
    const at = before === undefined ? rest.length : rest.indexOf(before)
    remembered[side].value.order = rest.toSpliced(at, 0, column)
  }
  const setWidth = (side: Side, column: ColumnName, width: number) => {
    remembered[side].value.widths[column] = Math.min(800, Math.max(40, Math.round(width)))
  }
  const columnsOf = (side: Side) =>
    orderOf(side)
      .filter((name) => !remembered[side].value.hidden.includes(name))
      .map((name) => ({ name, width: remembered[side].value.widths[name] ?? 100 }))

  return {
    remembered,
    viewOf,
    sortBy,
    toggleColumn,
    toggleFilter,
    orderOf,
    moveColumn,
    setWidth,
    columnsOf,
  }
})
