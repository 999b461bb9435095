import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PartName, ProjectName } from './arguments.ts'
import { repository } from './command.ts'
import type { CommandResult, Commands } from './command.ts'
import { add, oneFailure, onePass, tallyOf } from './tally.ts'
import type { Tally, UnhandledError, VitestReport } from './tally.ts'
import { unhandledFileOf } from './unhandledErrors.ts'

export const results = join(repository, 'test-results')

export function runPart(name: PartName, commands: Commands): Promise<Tally> {
  if (name === 'check') return runChecks(commands)
  if (name === 'build') return commands.npmScript('build').then(tallyOfCommand)
  return runProject(name, commands)
}

/** All steps of `npm run check` but the unit tests, which are counted one by one later on. */
async function runChecks(commands: Commands): Promise<Tally> {
  const tallies: Tally[] = []
  for (const step of checkSteps()) tallies.push(tallyOfCommand(await commands.npmScript(step)))
  return add(tallies)
}

function checkSteps(): string[] {
  const text = readFileSync(join(repository, 'package.json'), 'utf8')
  const { scripts } = JSON.parse(text) as { scripts: Record<string, string> }
  const steps = /run-p [-a-z ]*?--aggregate-output ([\w: ]+) &&/
    .exec(scripts.check ?? '')?.[1]
    ?.split(' ')
  if (!steps) throw new Error('package.json: "check" names no step')
  return steps
}

async function runProject(project: ProjectName, commands: Commands): Promise<Tally> {
  const file = join(results, `${project}.json`)
  const unhandledFile = unhandledFileOf(file)
  rmSync(file, { force: true })
  rmSync(unhandledFile, { force: true })
  if (project === 'e2e') rmSync(join(results, 'screenshots'), { recursive: true, force: true })
  const { exitCode } = await commands.vitest([
    ...['run', '--project', project, '--reporter=default', '--reporter=json'],
    `--reporter=${join(repository, 'test/run/unhandledErrors.ts')}`,
    `--outputFile.json=${file}`,
  ])
  return tallyOf(
    project,
    readJson<VitestReport>(file),
    exitCode,
    readJson<UnhandledError[]>(unhandledFile),
  )
}

function readJson<Content>(file: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content
  } catch {
    return undefined
  }
}

function tallyOfCommand({ exitCode, problem }: CommandResult): Tally {
  return exitCode === 0 ? onePass : oneFailure(problem ?? 'failed')
}
