import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { presentDataFolder } from '../engine/storage/dataFolder.ts'
import { usualDataFolder } from '../engine/storage/usualFolder.ts'
import type { RunOptions } from './arguments.ts'

export type RunFolder = {
  path: string
  /** The queue in it outlives this run. */
  isKept: boolean
  remove(): Promise<void>
}

/** What a run reads of the user's profile: sites, sealed secrets, and what is known of servers. */
const profileFiles = ['sites.json', 'vault.json', 'trust.json']

/**
 * The data folder of one run: the user's --queue folder, or a new one that is removed at the end.
 * The profile itself may be in use by the application, so its files are copied, never locked and
 * never changed.
 */
export async function openRunFolder(options: RunOptions): Promise<RunFolder> {
  const { queueFolder } = options
  const path =
    queueFolder === undefined ? await mkdtemp(join(tmpdir(), 'sampan-')) : resolve(queueFolder)
  if (queueFolder !== undefined) await mkdir(path, { recursive: true, mode: 0o700 })
  const profile = await presentDataFolder(options.dataFolder ?? usualDataFolder())
  const names = options.site === undefined ? ['trust.json'] : profileFiles
  for (const name of names) await copyIfThere(join(profile, name), join(path, name))
  return {
    path,
    isKept: queueFolder !== undefined,
    async remove() {
      if (queueFolder === undefined) await rm(path, { recursive: true, force: true })
    },
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
