import { randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { Locale, TourItem, TourStep } from '../../contract/explain.ts'
import type { OperationVerb, ProtocolEvent } from '../../contract/protocolLog.ts'
import type { StreamSink } from '../../contract/rpc.ts'
import type { Transcript } from '../ftp/transcript.ts'
import { say } from '../knowledge/text.ts'
import { isHighlighted, tour } from '../knowledge/tour.ts'
import type { TourAction, TourStep as Lesson } from '../knowledge/tour.ts'
import { runOperation } from '../operations.ts'
import type { PracticeServer, Script } from '../practice/index.ts'
import { toKnowledge } from './knowledgeEvents.ts'
import { createOrderedSender } from './orderedSender.ts'
import {
  lessonBytes,
  nowhere,
  openLessonConnection,
  sayGoodbye,
  sourceOf,
  startLessonServer,
} from './ownPractice.ts'
import type { LessonConnection } from './ownPractice.ts'

/** Bytes a second, so that a download can be broken off before the server has sent it all. */
const unhurried: Script = [{ on: 'RETR', data: { rate: 300_000 } }]
/** Lines before a step that belong to what it explains: the login was part of connecting. */
const looksBack = new Set(['login', 'goodbye'])
const noQuirks = {
  noEpsv: false,
  noMlsd: false,
  noUtf8: false,
  mdtmForTimes: false,
  listAll: false,
}

export type Tour = {
  steps(locale: Locale): TourStep[]
  /** Runs a step; an earlier one than the last begins the tour anew up to it. */
  run(sink: StreamSink<TourItem>, id: string): Promise<void>
  end(): Promise<void>
}

/** The guided tour: real commands on practice servers that live as long as the tour. */
export function createTour(transcript: Transcript): Tour {
  let sessionId = `tour:${randomUUID()}`
  let servers: PracticeServer[] = []
  const connections: LessonConnection[] = []
  let done = 0
  /** While servers are made ready for what a lesson is really about. */
  let isQuiet = false
  let running: Promise<void> = Promise.resolve()

  const serverAt = async (place: number): Promise<PracticeServer> => {
    while (servers.length <= place) servers.push(await startLessonServer(unhurried))
    return servers[place]!
  }
  const hangUp = () => {
    for (const connection of connections.splice(0)) connection.close()
  }
  const reset = async () => {
    hangUp()
    const old = servers
    servers = []
    done = 0
    sessionId = `tour:${randomUUID()}`
    await Promise.all(old.map((server) => server.stop()))
  }
  const open = async (
    place: number,
    mode: 'active' | 'passive',
    encryption: 'none' | 'required',
    signal: AbortSignal,
  ) => {
    const server = await serverAt(place)
    const connection = await openLessonConnection(server, {
      transcript,
      sessionId,
      signal,
      mode,
      encryption,
    })
    connections.push(connection)
    return connection
  }
  const current = () => {
    const connection = connections[0]
    if (!connection?.isOpen) throw new AppError('not-possible-now', 'The tour has no connection')
    return connection
  }
  const operate = <T>(
    verb: OperationVerb,
    subject: string,
    job: (connection: LessonConnection) => Promise<T>,
  ) => {
    const connection = current()
    return runOperation(transcript, connection, sessionId, { verb, subject }, () => job(connection))
  }

  const perform = async (action: TourAction, signal: AbortSignal): Promise<void> => {
    switch (action.kind) {
      case 'open-session':
        hangUp()
        await open(0, action.mode, action.encryption, signal)
        return
      case 'set-mode':
        current().change({ mode: action.mode, quirks: { ...noQuirks, noEpsv: !action.extended } })
        return
      case 'list':
        await operate('list', action.path, (one) => one.list(action.path, () => {}, signal))
        return
      case 'upload':
        await operate('upload', action.name, async (one) => {
          const bytes = lessonBytes(action.bytes)
          await one.upload(`/${action.name}`, sourceOf(bytes), { signal })
          await one.size(`/${action.name}`, signal)
        })
        return
      case 'resume':
        await operate('download', action.name, (one) =>
          breakAndResume(one, `/${action.name}`, action.stopAfter, signal),
        )
        return
      case 'fxp': {
        const other = await open(1, 'passive', 'none', signal)
        isQuiet = false
        await operate('copy', action.name, (one) =>
          one.sendTo(`/${action.name}`, other, `/${action.name}`, { signal }),
        )
        return
      }
      case 'raw':
        await operate('raw', '', (one) => one.send(action.command, signal))
        return
      case 'close-session':
        for (const one of connections.splice(0)) await sayGoodbye(one, signal)
    }
  }

  const runStep = async (lesson: Lesson, sink: StreamSink<TourItem>) => {
    const sender = createOrderedSender(sink)
    sender.send({ kind: 'session', sessionId })
    const point = (event: ProtocolEvent) => {
      if (isQuiet || event.sessionId !== sessionId) return
      const known = toKnowledge(event)
      if (known && isHighlighted(lesson, known)) sender.send({ kind: 'point', seq: event.seq })
    }
    if (looksBack.has(lesson.id)) for (const event of transcript.kept()) point(event)
    const stopReading = transcript.onEvent(point)
    isQuiet = lesson.actions.some(({ kind }) => kind === 'fxp')
    try {
      for (const action of lesson.actions) await perform(action, sink.signal)
    } finally {
      isQuiet = false
      stopReading()
    }
    await sender.sent()
  }

  return {
    steps: (locale) =>
      tour.map(({ id, title, text }) => ({
        id,
        title: say(title, locale),
        text: say(text, locale),
      })),
    run(sink, id) {
      const place = tour.findIndex((lesson) => lesson.id === id)
      const lesson = tour[place]
      if (!lesson) throw new AppError('bad-request', `There is no step ${id}`)
      const turn = running.then(async () => {
        if (place < done || place === 0) await reset()
        // What a step needs was done by the ones before it.
        for (const earlier of tour.slice(done, place))
          for (const action of earlier.actions) await perform(action, sink.signal)
        await runStep(lesson, sink)
        done = place + 1
      })
      running = turn.catch(() => {})
      return turn
    },
    end: () => {
      running = running.then(reset)
      return running
    },
  }
}

/** Fetches the first part, leaves off as a broken line would, and fetches the rest. */
async function breakAndResume(
  connection: LessonConnection,
  path: string,
  stopAfter: number,
  signal: AbortSignal,
): Promise<void> {
  await connection.download(path, nowhere, { signal, length: stopAfter })
  await connection.download(path, nowhere, { signal, offset: stopAfter })
}
