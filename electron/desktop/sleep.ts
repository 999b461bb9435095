import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

const commands: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  linux: ['systemctl', ['suspend']],
  darwin: ['pmset', ['sleepnow']],
  win32: ['rundll32.exe', ['powrprof.dll,SetSuspendState', '0,1,0']],
}

/** Sends the machine to sleep. Rejects where the system does not let us. */
export async function sleepMachine(): Promise<void> {
  const [program, args] = commands[process.platform] ?? commands.linux!
  await run(program, args)
}
