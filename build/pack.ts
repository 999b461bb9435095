import { ensurePackager, runBuilder } from './packager.ts'
import { say } from './run.ts'
import { stageApp } from './stage.ts'

/** npm run pack [-- electron-builder's arguments]: installers for this system, in release/. */
try {
  await ensurePackager()
  await stageApp()
  await runBuilder(process.argv.slice(2))
} catch (error) {
  say((error as Error).message)
  process.exit(1)
}
