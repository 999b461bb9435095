import { writeFileSync } from 'node:fs'
import type { Machine } from './machine.ts'
import { median } from './measure.ts'
import type { Measured } from './measure.ts'
import { reportFile } from './places.ts'
import type { RaceResult, SuiteResult } from './results.ts'
import { readResults } from './results.ts'
import type { Limit, Target } from './suite.ts'
import { suites } from './suites/index.ts'

const medianOf = (results: Measured[], what: keyof Measured) =>
  median(results.map((result) => result[what]))

type Verdict = { text: string; isMet: boolean }

function targetVerdict(race: RaceResult, { own, other, ratio }: Target): Verdict {
  const [ours, theirs] = [own, other].map((name) => medianOf(race.contenders[name]!, 'seconds'))
  const found = ours! / theirs!
  const isMet = found <= ratio
  return {
    text: `${own}: ${found.toFixed(2)} × ${other} (target: at most ${ratio.toFixed(2)})`,
    isMet,
  }
}

function limitVerdict(race: RaceResult, { own, what, most }: Limit): Verdict {
  const found = medianOf(race.contenders[own]!, what)
  const unit = { seconds: 's', cpu: 's of processor time', memory: 'MiB' }[what]
  const digits = { seconds: 3, cpu: 2, memory: 0 }[what]
  return {
    text: `${own}: ${found.toFixed(digits)} ${unit} (target: at most ${most} ${unit})`,
    isMet: found <= most,
  }
}

const verdictsOf = (race: RaceResult): Verdict[] => [
  ...race.targets.map((target) => targetVerdict(race, target)),
  ...race.limits.map((limit) => limitVerdict(race, limit)),
]

export const summaryOf = (race: RaceResult): string =>
  verdictsOf(race)
    .map(({ text, isMet }) => `   ${isMet ? 'met   ' : 'MISSED'} ${text}`)
    .join('\n')

/** Writes docs/performance.md: nothing in it is typed by hand. */
export function writeReport(): void {
  const results = readResults()
  const known = suites.filter(({ name }) => results[name])
  const all = known.flatMap(({ name }) => results[name]!.races.flatMap(verdictsOf))
  const missed = known.flatMap(({ name }) =>
    results[name]!.races.flatMap((race) =>
      verdictsOf(race)
        .filter(({ isMet }) => !isMet)
        .map(({ text }) => `- ${race.title}: ${text}`),
    ),
  )
  const text = [
    '# Performance',
    '',
    'Written by `npm run bench` (test/bench); every figure is a median of interleaved runs, and every',
    'result was compared with its source byte by byte before it counted. Sampan runs as it is shipped:',
    'a durable queue, each file verified, `sampan --quiet` out of its bundle, start included. What',
    'takes minutes is run once.',
    'Times of different machines do not compare; ratios within one table do. Load is that of the',
    'minute before: what else ran on the machine makes all figures worse, and some worse than others.',
    '',
    `**${all.length - missed.length} of ${all.length} targets met.**`,
    ...(missed.length > 0 ? ['Missed:', '', ...missed] : []),
    '',
    ...known.flatMap(({ name, summary }) => suiteLines(name, summary, results[name]!)),
  ].join('\n')
  writeFileSync(reportFile, `${text.trimEnd()}\n`)
}

function suiteLines(name: string, summary: string, result: SuiteResult): string[] {
  const { at, runs, isQuick, machine, place, races } = result
  const command = `npm run bench -- --suite ${name} --runs ${runs}${isQuick ? ' --quick' : ''}`
  return [
    `## ${name}`,
    '',
    `${summary[0]!.toUpperCase()}${summary.slice(1)}. \`${command}\`, ` +
      `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC, files ${place}.`,
    '',
    machineLine(machine),
    '',
    ...races.flatMap(raceLines),
  ]
}

const machineLine = ({ processors, memory, system, versions, load }: Machine) =>
  `${processors}, ${memory}; ${system}; ${versions.join(', ')}; load ${load.toFixed(1)}.`

function raceLines(race: RaceResult): string[] {
  const rows = Object.entries(race.contenders).map(([name, results]) => {
    const seconds = results.map((result) => result.seconds)
    return [
      name,
      median(seconds).toFixed(3),
      `${Math.min(...seconds).toFixed(3)}–${Math.max(...seconds).toFixed(3)}`,
      medianOf(results, 'cpu').toFixed(2),
      Math.round(medianOf(results, 'memory')).toString(),
    ]
  })
  return [
    `### ${race.title}`,
    '',
    '| program | seconds | from–to | processor, s | memory, MiB |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...verdictsOf(race).map(({ text, isMet }) => `- ${isMet ? 'met' : '**missed**'}: ${text}`),
    '',
  ]
}
