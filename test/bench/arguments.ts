import { parseArgs } from 'node:util'

export type BenchOptions = {
  suites: string[]
  runs: number
  /** Less data: shows that everything works, and roughly how it stands. */
  isQuick: boolean
  isList: boolean
}

/** npm run bench -- [--suite NAME]... [--runs N] [--quick] [--list] */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      suite: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '3' },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs wants a whole number from 1 on')
  return { suites: values.suite, runs, isQuick: values.quick, isList: values.list }
}
