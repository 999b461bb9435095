import { spawn } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import { localError } from './localErrors.ts'

/**
 * Starts a program with a file; resolves once it runs. No shell reads program or path. Throws
 * `bad-request` for what is no whole path, and the system's error when it cannot be started.
 */
export async function openInProgram(program: string, file: string): Promise<void> {
  if (!isAbsolute(program))
    throw new AppError('bad-request', 'The program for editing needs its whole path', {
      path: program,
    })
  // On macOS programs are folders, which the system starts.
  const isBundle = process.platform === 'darwin' && program.endsWith('.app')
  const [command, args] = isBundle ? ['open', ['-a', program, file]] : [program, [file]]
  const child = spawn(command, args, { detached: true, stdio: 'ignore' })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(localError(error, program)))
  })
  child.unref()
}
