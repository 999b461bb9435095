import { SearchQuery } from '../../../electron/contract/fileJobs.ts'

/** A search as it is typed. */
export type SearchForm = {
  name: string
  how: SearchQuery['how']
  isCaseSensitive: boolean
  kind: SearchQuery['kind']
  minimumSize: string
  maximumSize: string
  unit: 'B' | 'KB' | 'MB' | 'GB'
  /** Days as date fields give them: `2026-03-01`. */
  from: string
  to: string
}

export const emptyForm: SearchForm = {
  name: '',
  how: 'contains',
  isCaseSensitive: false,
  kind: 'any',
  minimumSize: '',
  maximumSize: '',
  unit: 'KB',
  from: '',
  to: '',
}

const units = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }

function sizeOf(text: string, unit: SearchForm['unit']): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) || value < 0
    ? undefined
    : value * units[unit]
}

/** Days count from their first to their last moment in the time of this machine. */
function dayOf(text: string, isEnd: boolean): number | undefined {
  if (text === '') return undefined
  const time = new Date(`${text}T${isEnd ? '23:59:59.999' : '00:00:00'}`).getTime()
  return Number.isNaN(time) ? undefined : time
}

export function toQuery(form: SearchForm): SearchQuery {
  const { name, how, isCaseSensitive, kind, unit } = form
  const limits = {
    minimumSize: sizeOf(form.minimumSize, unit),
    maximumSize: sizeOf(form.maximumSize, unit),
    modifiedFrom: dayOf(form.from, false),
    modifiedTo: dayOf(form.to, true),
  }
  const given = Object.fromEntries(
    Object.entries(limits).filter(([, value]) => value !== undefined),
  )
  return SearchQuery.parse({ name, how, isCaseSensitive, kind, ...given })
}
