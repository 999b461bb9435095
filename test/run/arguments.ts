import { parseArgs } from 'node:util'

/** The parts of a run, in order. Those after `build` are vitest projects. */
export const partNames = [
  'check',
  'build',
  'unit',
  'fuzz',
  'engine',
  'hosts',
  'servers',
  'e2e',
  'measures',
] as const

export type PartName = (typeof partNames)[number]

export type ProjectName = Exclude<PartName, 'check' | 'build'>

/** Reads `--only unit,engine`. Throws on anything else. */
export function readArguments(args: string[]): readonly PartName[] {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } })
  if (values.only === undefined) return partNames
  const wanted = values.only.split(',')
  const unknown = wanted.filter((name) => !(partNames as readonly string[]).includes(name))
  if (unknown.length > 0)
    throw new Error(`--only knows ${partNames.join(', ')}; not ${unknown.join(', ')}`)
  return partNames.filter((name) => wanted.includes(name))
}
