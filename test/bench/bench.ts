import { execFileSync } from 'node:child_process'
import { readOptions } from './arguments.ts'
import { isInside, runInside } from './delayLink.ts'
import { describeMachine, ensureContenders } from './machine.ts'
import type { Measured } from './measure.ts'
import { openScratch, root } from './places.ts'
import type { RaceResult } from './results.ts'
import { saveResult } from './results.ts'
import { summaryOf, writeReport } from './report.ts'
import type { Race, Suite, Workshop } from './suite.ts'
import { suites } from './suites/index.ts'

/**
 * npm run bench: Sampan beside curl, lftp and ncftp on the same work, in turn, each result compared
 * byte by byte. Writes docs/performance.md from what was measured, here or in earlier runs.
 */
const options = readOptions(process.argv.slice(2))
const say = (line: string) => void process.stdout.write(`${line}\n`)

if (options.isList) for (const { name, summary } of suites) say(`${name.padEnd(16)} ${summary}`)
else {
  for (const wanted of options.suites)
    if (!suites.some(({ name }) => name === wanted))
      throw new Error(`There is no suite ${wanted}; --list shows them`)
  ensureContenders()
  execFileSync(process.execPath, ['build/ensureBuilt.ts', 'cli'], { cwd: root, stdio: 'inherit' })
  const chosen = suites.filter(
    ({ name, isOnRequest }) =>
      options.suites.includes(name) || (options.suites.length === 0 && !isOnRequest),
  )
  for (const suite of chosen) {
    if (suite.isInNamespace && !isInside()) runInside(argumentsFor(suite))
    else await runSuite(suite)
    writeReport()
  }
}

function argumentsFor({ name }: Suite): string[] {
  const { runs, isQuick } = options
  const file = process.argv[1]!
  return [file, '--suite', name, '--runs', String(runs), ...(isQuick ? ['--quick'] : [])]
}

async function runSuite(suite: Suite): Promise<void> {
  const machine = describeMachine()
  const scratch = openScratch()
  // The servers' own folders are made here as well.
  process.env.TMPDIR = scratch.folder
  const ends: (() => void | Promise<void>)[] = [scratch.remove]
  const workshop: Workshop = {
    folder: scratch.folder,
    isQuick: options.isQuick,
    atEnd: (stop) => void ends.push(stop),
    say,
  }
  try {
    say(`\n== ${suite.name}: ${suite.summary}`)
    const races: RaceResult[] = []
    for (const race of await suite.prepare(workshop)) races.push(await runRace(race))
    const { runs, isQuick } = options
    saveResult(suite.name, { at: Date.now(), runs, isQuick, machine, place: scratch.kind, races })
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

/** All contenders once, then all again: what else happens on the machine meets each of them. */
async function runRace(race: Race): Promise<RaceResult> {
  say(`-- ${race.title}`)
  const measured = new Map<string, Measured[]>()
  const runs = race.isLong ? 1 : options.runs
  for (let run = 0; run < runs; run++)
    for (const contender of race.contenders) {
      const result = await contender.run()
      await contender.verify()
      measured.set(contender.name, [...(measured.get(contender.name) ?? []), result])
      say(
        `   ${contender.name.padEnd(14)} ${result.seconds.toFixed(2)} s, ` +
          `${result.cpu.toFixed(2)} s processor, ${Math.round(result.memory)} MiB`,
      )
    }
  const { title, targets = [], limits = [] } = race
  const result = { title, targets, limits, contenders: Object.fromEntries(measured) }
  say(summaryOf(result))
  return result
}
