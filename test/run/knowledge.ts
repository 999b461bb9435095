import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findCommand } from '../../electron/engine/knowledge/commands.ts'
import { meaningOf } from '../../electron/engine/knowledge/replies.ts'
import { repository } from './command.ts'
import { oneFailure, onePass } from './tally.ts'
import type { Tally } from './tally.ts'

const folder = join(repository, 'test-results/transcripts')
const collector = join(repository, 'test/support/collectTranscripts.mjs')

/** What is sent to see how an unknown command is answered. */
const nonsense = /^(XYZZY|NOSUCH|NONSENSE|FOO)\b/i

/** Environment in which every process writes down what real servers said. */
export function transcriptsEnvironment(): NodeJS.ProcessEnv {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const options = [process.env.NODE_OPTIONS, `--import=${pathToFileURL(collector).href}`]
  return { SAMPAN_TEST_TRANSCRIPTS: folder, NODE_OPTIONS: options.filter(Boolean).join(' ') }
}

type Said =
  | { command: string; code?: undefined }
  | { command?: undefined; code: number; verb?: string; text: string }

/** Whether the knowledge base knows every command and reply that real servers saw in this run. */
export function checkKnowledge(): Tally {
  const said = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Said),
  )
  if (said.length === 0) return oneFailure('knowledge: no real server said anything in this run')
  const unknown = new Set(said.flatMap(unknownIn))
  console.log(`\n=== knowledge: ${said.length} commands and replies of real servers`)
  if (unknown.size === 0) return onePass
  return oneFailure(`knowledge: unknown:\n    ${[...unknown].sort().join('\n    ')}`)
}

function unknownIn(one: Said): string[] {
  if (one.command !== undefined)
    return nonsense.test(one.command) || findCommand(one.command) ? [] : [`> ${one.command}`]
  const { code, verb, text } = one
  const { isKnown } = meaningOf(code, { text, ...(verb === undefined ? {} : { verb }) })
  return isKnown || nonsense.test(verb ?? '') ? [] : [`< ${verb ?? ''}: ${text}`]
}
