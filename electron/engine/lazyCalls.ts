import type { Contract, Server, StreamSink } from '../contract/rpc.ts'

type Handler = (...args: unknown[]) => unknown

/**
 * Handlers of a contract whose code is loaded when the first of them is called: what few runs need
 * must not slow down the start of all.
 */
export function lazyCalls<C extends Contract>(
  contract: C,
  load: () => Promise<Server<C>>,
): Server<C> {
  let loading: Promise<Server<C>> | undefined
  const handlerOf = async (name: string): Promise<Handler> => {
    loading ??= load()
    return (await loading)[name] as Handler
  }
  return Object.fromEntries(
    Object.entries(contract).map(([name, { kind }]) => [
      name,
      kind === 'call'
        ? async (...args: unknown[]) => (await handlerOf(name))(...args)
        : async (sink: StreamSink<unknown>, ...args: unknown[]) => {
            const running = (await handlerOf(name))(sink, ...args)
            // A handler that returns nothing stays open until its reader leaves.
            await (running instanceof Promise ? running : aborted(sink.signal))
          },
    ]),
  ) as unknown as Server<C>
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
