import { AppError } from '../../contract/errors.ts'
import type { Place } from '../../contract/files.ts'
import type { Connection, OperationLabel } from '../ftp/connection.ts'
import type { Sessions } from '../sessions.ts'
import type { LocalGuard } from './localRoots.ts'
import { createLocalVolume } from './localVolume.ts'
import { checkRemotePath } from './remotePaths.ts'
import { createRemoteVolume } from './remoteVolume.ts'
import type { Volume } from './volume.ts'

/** The side that a job works on, for as long as the job runs. */
export type OpenSide = {
  side: 'local' | 'remote'
  volume: Volume
  /** Of a remote side. */
  connection: Connection | undefined
  signal: AbortSignal
}

export type Sides = {
  /**
   * Runs a job on the side of the places. Throws `bad-request` when they are not all on one side.
   */
  on<T>(
    places: readonly Place[],
    label: OperationLabel,
    signal: AbortSignal,
    job: (side: OpenSide) => Promise<T>,
  ): Promise<T>
  /** The same place with its path checked. Throws for what lies outside the allowed folders. */
  check<P extends Place>(place: P): Promise<P>
}

export function createSides(options: { sessions: Sessions; guard: LocalGuard }): Sides {
  const { sessions, guard } = options
  return {
    async on(places, label, signal, job) {
      const first = places[0]
      if (!first) throw new AppError('bad-request', 'A job needs something to work on')
      if (places.some((place) => sideOf(place) !== sideOf(first)))
        throw new AppError('bad-request', 'All of a job has to be on one side')
      if (first.kind === 'local')
        return job({
          side: 'local',
          volume: createLocalVolume(signal),
          connection: undefined,
          signal,
        })
      return sessions.use(first.sessionId, label, signal, (connection, inner) =>
        job({
          side: 'remote',
          volume: createRemoteVolume(connection, inner),
          connection,
          signal: inner,
        }),
      )
    },
    async check(place) {
      return place.kind === 'local'
        ? { ...place, path: await guard.check(place.path) }
        : { ...place, path: checkRemotePath(place.path) }
    },
  }
}

const sideOf = (place: Place) => (place.kind === 'local' ? '' : place.sessionId)
