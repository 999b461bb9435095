import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

export type Outcome = { code: number; out: string; errors: string }

/** Runs a program without a shell and without the user's settings; 20 s at most. */
export const run = (program: string, ...args: string[]): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const environment = { PATH: process.env.PATH, HOME: '/nonexistent', LC_ALL: 'C.UTF-8' }
    execFile(program, args, { timeout: 20_000, env: environment }, (error, out, errors) => {
      if (error && typeof error.code !== 'number') reject(error)
      else resolve({ code: Number(error?.code ?? 0), out, errors })
    })
  })

export const curl = (...args: string[]): Promise<Outcome> => run('curl', '-q', '-sS', ...args)

export const hashOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

export const hashOfFile = async (file: string): Promise<string> => hashOf(await readFile(file))
