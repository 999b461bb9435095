import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from './contenders.ts'
import { empty } from './data.ts'
import type { ProbeRequest } from './engineProbe.ts'
import { measure } from './measure.ts'
import { root } from './places.ts'
import type { Contender, Workshop } from './suite.ts'

/** The engine in a process of its own, which reports what it measured about itself. */
export function probe({
  workshop,
  access,
  name,
  work,
  verify = () => {},
}: {
  workshop: Workshop
  access: Access
  name: string
  work: ProbeRequest['work']
  /** Throws unless what the engine left in its folder is as it should be. */
  verify?: (folder: string) => void
}): Contender {
  const output = join(workshop.folder, 'probe.json')
  const folder = join(workshop.folder, 'probe')
  return {
    name,
    async run() {
      empty(folder)
      const input = JSON.stringify({ access, folder, work } satisfies ProbeRequest)
      const program = process.execPath
      const args = [join(root, 'test/bench/engineProbe.ts')]
      const measured = await measure({ program, args, input, output })
      const { seconds } = JSON.parse(readFileSync(output, 'utf8')) as { seconds: number }
      return { ...measured, seconds }
    },
    verify: () => verify(folder),
  }
}
