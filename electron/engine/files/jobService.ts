import type { ApiServer } from '../../contract/api.ts'
import { AppError } from '../../contract/errors.ts'
import type { FileJob } from '../../contract/fileJobs.ts'
import type { Place } from '../../contract/files.ts'
import type { OperationLabel } from '../ftp/connection.ts'
import type { HostAbilities } from '../ports.ts'
import { describeLocal, describeRemote, hashNameOf, permissionsOf } from './facts.ts'
import { createProgress } from './jobs/progress.ts'
import { runJob } from './jobs/runJob.ts'
import { search } from './jobs/search.ts'
import { hashLocalFile } from './localFilesSource.ts'
import type { Sides } from './sides.ts'

export type FileJobService = Pick<
  ApiServer,
  | 'runFileJob'
  | 'searchFiles'
  | 'removeEmptyFolder'
  | 'fileAbilities'
  | 'describeEntry'
  | 'hashFile'
>

const change = (subject: string): OperationLabel => ({ verb: 'change', subject })
const localHash = 'SHA-256'

/** Jobs over many entries, on either side. */
export function createFileJobService(options: {
  sides: Sides
  abilities: HostAbilities
}): FileJobService {
  const { sides, abilities } = options

  return {
    async runFileJob(sink, wanted) {
      const job = await checkJob(wanted, sides)
      const places = placesOf(job)
      const progress = createProgress(job.kind, sink)
      const label: OperationLabel = {
        verb: job.kind === 'measure' ? 'list' : 'change',
        subject: places[0]?.path ?? '',
      }
      await sides.on(places, label, sink.signal, ({ side, volume, signal }) =>
        runJob(job, { volume, side, abilities, progress, signal }),
      )
      await progress.end()
    },
    async searchFiles(sink, wanted, query) {
      const place = await sides.check(wanted)
      await sides.on([place], { verb: 'list', subject: place.path }, sink.signal, (side) =>
        search(side.volume, place.path, query, sink, side.signal),
      )
    },
    async removeEmptyFolder(signal, wanted) {
      const place = await sides.check(wanted)
      await sides.on([place], change(place.path), signal, async ({ volume }) => {
        // Some servers remove a folder with all that is in it.
        if ((await volume.list(place.path)).length > 0)
          throw new AppError('not-possible-now', 'The folder is not empty', { path: place.path })
        await volume.removeFolder(place.path)
      })
    },
    async fileAbilities(signal, place) {
      if (place.kind === 'local')
        return {
          permissions: process.platform === 'win32' ? 'no' : 'yes',
          times: true,
          hash: localHash,
          copiesInPlace: true,
          hasTrash: abilities.moveToTrash !== undefined,
        }
      return sides.on([place], change(''), signal, async ({ connection, signal: inner }) => {
        const { features } = connection!
        return {
          permissions: await permissionsOf(connection!, inner),
          times: connection!.setsTimes,
          hash: hashNameOf(features),
          copiesInPlace: features.has('SITE COPY'),
          hasTrash: false,
        }
      })
    },
    async describeEntry(signal, wanted) {
      const place = await sides.check(wanted)
      const label: OperationLabel = { verb: 'list', subject: place.path }
      return sides.on([place], label, signal, ({ volume, connection, signal: inner }) =>
        connection
          ? describeRemote(connection, volume, place.path, inner)
          : describeLocal(volume, place.path),
      )
    },
    async hashFile(signal, wanted) {
      const place = await sides.check(wanted)
      if (place.kind === 'local') {
        const value = await hashLocalFile(place.path, localHash, signal)
        return value === null ? null : { algorithm: localHash, value }
      }
      return sides.on([place], change(place.path), signal, ({ connection, signal: inner }) =>
        connection!.hash(place.path, inner),
      )
    },
  }
}

function placesOf(job: FileJob): Place[] {
  return 'places' in job ? job.places : job.pairs.flatMap(({ from, to }) => [from, to])
}

async function checkJob(job: FileJob, sides: Sides): Promise<FileJob> {
  const checkAll = (places: Place[]) => Promise.all(places.map((place) => sides.check(place)))
  if ('places' in job) return { ...job, places: await checkAll(job.places) }
  const pairs = job.pairs.map(async ({ from, to }) => ({
    from: await sides.check(from),
    to: await sides.check(to),
  }))
  return { ...job, pairs: await Promise.all(pairs) }
}
