/** Tries to lock a folder, says how it went, and holds the lock until its input ends. */
import { lockFolder } from '../../../electron/engine/storage/lock.ts'

try {
  await lockFolder(process.argv[2] ?? '')
  process.stdout.write('held\n')
  process.stdin.resume()
} catch (error) {
  process.stdout.write(`${(error as { code: string }).code}\n`)
}
