import { defineStore } from 'pinia'
import { computed, toRef } from 'vue'
import { z } from 'zod'
import { createNameOrder } from '../features/panes/sorting.ts'
import { useRemembered } from '../ui/remembered.ts'
import { useLayout } from './layout.ts'
import type { Side } from './pane.ts'
import { useSettings } from './settings.ts'

const columnNames = ['name', 'size', 'modified', 'type', 'permissions'] as const
const ColumnName = z.enum(columnNames)
const View = z
  .object({
    sort: z
      .object({ column: ColumnName, descending: z.boolean() })
      .default({ column: 'name', descending: false }),
    /** Pixels; the name takes what is left. */
    widths: z
      .partialRecord(ColumnName, z.number().min(40).max(800))
      .default({ size: 82, modified: 148, type: 112, permissions: 96 }),
    hidden: z.array(ColumnName).default([]),
  })
  .prefault({})
export type ColumnName = z.infer<typeof ColumnName>

/** Sort, columns and hidden files: one memory per side. */
export const usePaneViews = defineStore('paneViews', () => {
  const settings = useSettings()
  const layout = useLayout()
  const remembered = {
    local: useRemembered('pane.local', View.prefault({ hidden: ['permissions'] })),
    remote: useRemembered('pane.remote', View.prefault({ hidden: ['type'] })),
  }
  const order = computed(() => createNameOrder(settings.language))

  const viewOf = (side: Side) => ({
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
  const setWidth = (side: Side, column: ColumnName, width: number) => {
    remembered[side].value.widths[column] = Math.min(800, Math.max(40, Math.round(width)))
  }
  const columnsOf = (side: Side) =>
    columnNames
      .filter((name) => !remembered[side].value.hidden.includes(name))
      .map((name) => ({ name, width: remembered[side].value.widths[name] ?? 100 }))

  return { remembered, viewOf, sortBy, toggleColumn, setWidth, columnsOf, columnNames }
})
