import { z } from 'zod'
import { AppError, ErrorData } from './errors.ts'

/**
 * What a contract needs of a zod shape. As the bound of its parts it keeps the type checker from
 * comparing every shape with zod's general ones, which took as long as half of the window.
 */
type Shape = { parse(value: unknown): unknown }

/** A question with one answer. */
export type Call<A = Shape, R = Shape> = { kind: 'call'; args: A; result: R }
/** Another form of an item while it crosses a bridge: plain JSON, smaller or quicker to read. */
export type Wire<I> = { pack(item: I): unknown; unpack(value: unknown): I }
/** A series of batches: first a snapshot, then changes. */
export type Stream<A = Shape, I = Shape> = {
  kind: 'stream'
  args: A
  item: I
  wire: Wire<unknown> | undefined
}
export const call = <A extends z.ZodTuple, R extends z.ZodType>(
  args: A,
  result: R,
): Call<A, R> => ({
  kind: 'call',
  args,
  result,
})
export const stream = <A extends z.ZodTuple, I extends z.ZodType>(
  args: A,
  item: I,
  wire?: Wire<z.output<I>>,
): Stream<A, I> => ({ kind: 'stream', args, item, wire })

export type Contract = Record<string, Call | Stream>
export type Off = () => void

/** What a stream's reader supplies. `batch` may return a promise: the next batch waits for it. */
export type StreamListener<I> = {
  batch(items: I[]): void | Promise<void>
  /** The stream came to its natural end. */
  end?(): void
  /** The stream failed, or the connection to the engine was lost. */
  error?(error: AppError): void
}

/** What a stream's source gets. `send` resolves when the reader asks for more. */
export type StreamSink<I> = {
  send(batch: I[]): Promise<void>
  /** Aborted when the reader stops or goes away. */
  signal: AbortSignal
}

type Arguments<Values> = Values extends unknown[] ? Values : never

export type Client<C extends Contract> = {
  [K in keyof C]: C[K] extends Call<infer A, infer R>
    ? (...args: [...Arguments<z.input<A>>, AbortSignal?]) => Promise<z.output<R>>
    : C[K] extends Stream<infer A, infer I>
      ? (...args: [...Arguments<z.input<A>>, StreamListener<z.output<I>>]) => Off
      : never
}

/**
 * The engine's side. A stream handler that returns a promise ends when the promise does; one that
 * returns nothing stays open until its signal aborts.
 */
export type Server<C extends Contract> = {
  [K in keyof C]: C[K] extends Call<infer A, infer R>
    ? (signal: AbortSignal, ...args: Arguments<z.output<A>>) => Promise<z.input<R>>
    : C[K] extends Stream<infer A, infer I>
      ? (sink: StreamSink<z.input<I>>, ...args: Arguments<z.output<A>>) => void | Promise<void>
      : never
}

/**
 * All that a host supplies: Electron ipc, a WebSocket, a MessagePort. Messages are plain JSON
 * values. `listen` and `onClose` are called once; `onClose` fires at once on a closed port.
 */
export type Port = {
  post(message: object): void
  listen(receive: (message: unknown) => void): void
  onClose(closed: () => void): void
}

const ToServer = z.union([
  z.strictObject({
    id: z.int().nonnegative(),
    name: z.string().max(100),
    args: z.array(z.unknown()),
  }),
  z.strictObject({ id: z.int().nonnegative(), stop: z.literal(true) }),
  z.strictObject({ id: z.int().nonnegative(), ack: z.literal(true) }),
])
const ToClient = z.union([
  z.strictObject({ id: z.int(), error: ErrorData }),
  z.strictObject({ id: z.int(), batch: z.array(z.unknown()) }),
  z.strictObject({ id: z.int(), end: z.literal(true) }),
  z.strictObject({ id: z.int(), result: z.unknown().optional() }),
])
type ToClient = z.infer<typeof ToClient>

/** Calls and streams one reader may have open at a time; a page that leaks them is stopped here. */
const maximumOpenJobs = 2_000

/** Builds the client from the contract's keys (no Proxy: awaiting the client must call nothing). */
export function connect<C extends Contract>(contract: C, port: Port): Client<C> {
  const waiting = new Map<number, (reply: ToClient) => void>()
  let nextId = 0
  let isClosed = false
  const lost = () => new AppError('connection-lost', 'The connection to the engine was lost')

  port.listen((message) => {
    const parsed = ToClient.safeParse(message)
    if (parsed.success) waiting.get(parsed.data.id)?.(parsed.data)
  })
  port.onClose(() => {
    isClosed = true
    for (const [id, settle] of [...waiting]) settle({ id, error: lost().toData() })
    waiting.clear()
  })

  const startCall = (name: string, args: unknown[]) => {
    const last = args.at(-1)
    const signal = last instanceof AbortSignal ? last : undefined
    if (signal) args = args.slice(0, -1)
    if (signal?.aborted)
      return Promise.reject(new AppError('cancelled', `${name} was cancelled before it began`))
    if (isClosed) return Promise.reject(lost())
    const id = nextId++
    return new Promise((resolve, reject) => {
      const stop = () => {
        port.post({ id, stop: true })
        // The answer of a cancelled call is of no use to anybody: settle now, ignore it later.
        waiting.delete(id)
        reject(new AppError('cancelled', `${name} was cancelled`))
      }
      signal?.addEventListener('abort', stop, { once: true })
      waiting.set(id, (reply) => {
        waiting.delete(id)
        signal?.removeEventListener('abort', stop)
        if ('error' in reply) reject(AppError.fromData(reply.error))
        else if ('result' in reply || !('batch' in reply))
          resolve((reply as { result?: unknown }).result)
      })
      port.post({ id, name, args: trimmed(args) })
    })
  }

  const startStream = (name: string, { wire }: Stream, args: unknown[]): Off => {
    const listener = args.at(-1) as StreamListener<unknown>
    const id = nextId++
    if (isClosed) {
      queueMicrotask(() => listener.error?.(lost()))
      return () => {}
    }
    waiting.set(id, (reply) => {
      if ('batch' in reply) {
        const acknowledge = () => {
          if (waiting.has(id)) port.post({ id, ack: true })
        }
        const items = wire ? reply.batch.map((item) => wire.unpack(item)) : reply.batch
        void Promise.resolve(listener.batch(items)).finally(acknowledge)
        return
      }
      waiting.delete(id)
      if ('error' in reply) listener.error?.(AppError.fromData(reply.error))
      else listener.end?.()
    })
    port.post({ id, name, args: trimmed(args.slice(0, -1)) })
    return () => {
      if (waiting.delete(id)) port.post({ id, stop: true })
    }
  }

  return Object.fromEntries(
    Object.entries(contract).map(([name, shape]) => [
      name,
      shape.kind === 'call'
        ? (...args: unknown[]) => startCall(name, args)
        : (...args: unknown[]) => startStream(name, shape, args),
    ]),
  ) as unknown as Client<C>
}

/** JSON has no `undefined`: optional arguments left out at the end are not sent at all. */
function trimmed(args: unknown[]): unknown[] {
  let length = args.length
  while (length > 0 && args[length - 1] === undefined) length--
  return args.slice(0, length)
}

type Job = { abort: AbortController; acknowledge: () => void }
type Handler = (first: unknown, ...args: unknown[]) => unknown

/** Answers one port from `server`. Arguments are parsed here once; handlers can trust them. */
export function serve<C extends Contract>(contract: C, server: Server<C>, port: Port): void {
  const jobs = new Map<number, Job>()

  port.onClose(() => {
    for (const job of jobs.values()) job.abort.abort()
    jobs.clear()
  })

  port.listen((message) => {
    const parsed = ToServer.safeParse(message)
    if (!parsed.success) return
    const { id } = parsed.data
    const job = jobs.get(id)
    if ('ack' in parsed.data) job?.acknowledge()
    else if ('stop' in parsed.data) {
      jobs.delete(id)
      job?.abort.abort()
    } else if (!job) void start(id, parsed.data.name, parsed.data.args)
  })

  async function start(id: number, name: string, args: unknown[]) {
    const job: Job = { abort: new AbortController(), acknowledge: () => {} }
    jobs.set(id, job)
    const answer = (reply: object) => {
      // A stopped job is silent: its reader has gone.
      if (jobs.get(id) === job) port.post(reply)
    }
    try {
      const shape = Object.hasOwn(contract, name) ? contract[name] : undefined
      if (!shape)
        throw new AppError('bad-request', `There is no call named ${JSON.stringify(name)}`)
      if (jobs.size > maximumOpenJobs)
        throw new AppError('bad-request', 'Too many calls are open at the same time')
      const handler = server[name] as Handler
      const values = shape.args.parse(args) as unknown[]
      if (shape.kind === 'call') {
        const result = await handler(job.abort.signal, ...values)
        answer({ id, result })
      } else {
        const { wire } = shape
        const post = (batch: unknown[]) =>
          answer({ id, batch: wire ? batch.map((item) => wire.pack(item)) : batch })
        const running = handler(makeSink(job, post), ...values)
        if (!(running instanceof Promise)) return
        await running
        answer({ id, end: true })
      }
    } catch (thrown) {
      answer({ id, error: AppError.from(thrown).toData() })
    }
    if (jobs.get(id) === job) jobs.delete(id)
  }
}

function makeSink(job: Job, post: (batch: unknown[]) => void): StreamSink<unknown> {
  const { signal } = job.abort
  return {
    signal,
    send(batch) {
      if (signal.aborted) return Promise.reject(new AppError('cancelled', 'The reader has gone'))
      return new Promise((resolve, reject) => {
        const stop = () => reject(new AppError('cancelled', 'The reader has gone'))
        signal.addEventListener('abort', stop, { once: true })
        job.acknowledge = () => {
          signal.removeEventListener('abort', stop)
          job.acknowledge = () => {}
          resolve()
        }
        post(batch)
      })
    },
  }
}
