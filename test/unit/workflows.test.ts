import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { z } from 'zod'

const root = join(import.meta.dirname, '../..')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

const Step = z
  .strictObject({
    name: z.string().optional(),
    id: z.string().optional(),
    if: z.string().optional(),
    uses: z.string().optional(),
    run: z.string().optional(),
    shell: z.enum(['bash', 'pwsh']).optional(),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    env: z.record(z.string(), z.string()).optional(),
  })
  .refine((step) => (step.uses === undefined) !== (step.run === undefined), 'uses or run')
const Permissions = z.record(z.string(), z.enum(['read', 'write', 'none']))
const Job = z.strictObject({
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  strategy: z
    .strictObject({
      'fail-fast': z.boolean().optional(),
      matrix: z.record(z.string(), z.array(z.string())),
    })
    .optional(),
  'runs-on': z.string(),
  // Without one a job that hangs costs six hours.
  'timeout-minutes': z.int().min(1).max(60),
  permissions: Permissions.optional(),
  steps: z.array(Step).min(1),
})
const Workflow = z.strictObject({
  name: z.string(),
  on: z.partialRecord(z.enum(['push', 'pull_request', 'schedule']), z.unknown()),
  permissions: Permissions,
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(z.string(), Job),
})

const files = globSync('.github/workflows/*.yml', { cwd: root })
const read = (file: string) => {
  const text = readFileSync(join(root, file), 'utf8')
  const document = parseDocument(text, { uniqueKeys: true })
  expect(document.errors).toEqual([])
  expect(document.warnings).toEqual([])
  return { text, workflow: Workflow.parse(document.toJS()) }
}

describe.each(files)('%s', (file) => {
  const { text, workflow } = read(file)
  const jobs = Object.entries(workflow.jobs)
  const steps = jobs.flatMap(([, job]) => job.steps)

  it('is named as its file and may read only, but where a job says more', () => {
    expect(workflow.name).toBe(basename(file, '.yml'))
    expect(workflow.permissions).toEqual({ contents: 'read' })
  })

  it('pins every action by its commit and says which version that is', () => {
    for (const { uses } of steps)
      if (uses) expect(uses).toMatch(/^[\w.-]+\/[\w.-]+(?:\/[\w-]+)?@[0-9a-f]{40}$/)
    const lines = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line))
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses).length)
    for (const line of lines) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('leaves no token in the work tree', () => {
    for (const step of steps)
      if (step.uses?.startsWith('actions/checkout@'))
        expect(step.with).toMatchObject({ 'persist-credentials': false })
  })

  it('runs scripts and files that exist', () => {
    for (const { run = '' } of steps) {
      for (const [, name] of run.matchAll(/npm run ([\w:-]+)/g))
        expect(Object.keys(scripts)).toContain(name)
      for (const [, path] of run.matchAll(/\bnode ((?:build|test)\/\S+)/g))
        expect(existsSync(join(root, path!))).toBe(true)
    }
  })

  it('waits for jobs and uses names that exist', () => {
    for (const [, job] of jobs) {
      for (const needed of [job.needs ?? []].flat())
        expect(Object.keys(workflow.jobs)).toContain(needed)
      const systems = job.strategy?.matrix['os'] ?? [job['runs-on']]
      for (const system of systems) expect(system).toMatch(/^(?:ubuntu|windows|macos)-latest$/)
      for (const [, name] of JSON.stringify(job).matchAll(/matrix\.(\w+)/g))
        expect(Object.keys(job.strategy?.matrix ?? {})).toContain(name)
    }
  })

  it('puts no text of strangers into a shell', () => {
    for (const { run = '' } of steps)
      for (const [, expression] of run.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g))
        expect(expression).toMatch(/^github\.(?:repository_owner|event\.repository\.name)$/)
    // Balanced, or GitHub takes the rest of the line as text.
    expect(text.split('${{').length).toBe(text.split('}}').length)
  })
})

describe('all workflows', () => {
  it('use one commit of each action', () => {
    const commits = new Map<string, string>()
    for (const file of files)
      for (const job of Object.values(read(file).workflow.jobs))
        for (const { uses = '' } of job.steps) {
          const [action, commit] = uses.split('@')
          if (!action || !commit) continue
          expect([action, commits.get(action) ?? commit]).toEqual([action, commit])
          commits.set(action, commit)
        }
    expect(commits.size).toBeGreaterThan(4)
  })

  it('test on three systems, on real Electron too, and publish only what was built', () => {
    const matrix = (file: string, job: string) =>
      read(`.github/workflows/${file}`).workflow.jobs[job]?.strategy?.matrix['os']
    const three = ['ubuntu-latest', 'windows-latest', 'macos-latest']
    expect(matrix('check.yml', 'test')).toEqual(three)
    expect(matrix('desktop.yml', 'electron')).toEqual(three)
    expect(matrix('release.yml', 'installers')).toEqual(three)
    const { publish } = read('.github/workflows/release.yml').workflow.jobs
    expect(publish).toMatchObject({ needs: 'installers', permissions: { contents: 'write' } })
  })
})
