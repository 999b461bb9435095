import { afterEach, describe, expect, it } from 'vitest'
import { api } from '../../../electron/contract/api.ts'
import type { ApiServer } from '../../../electron/contract/api.ts'
import { AppError } from '../../../electron/contract/errors.ts'
import { serve } from '../../../electron/contract/rpc.ts'
import { createBridge } from '../../../renderer/bridge.ts'
import { NoAccess } from '../../../renderer/host.ts'
import type { Host } from '../../../renderer/host.ts'
import { openMessagePorts } from '../../support/ports.ts'
import type { PortPair } from '../../support/ports.ts'

const until = async (condition: () => boolean) => {
  const end = performance.now() + 5_000
  while (!condition()) {
    if (performance.now() > end) throw new Error('The condition did not come true in 5 s')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
const pairs: PortPair[] = []
afterEach(() => pairs.splice(0).forEach((pair) => pair.close()))

function engineHost(server: Partial<ApiServer>, changed: Partial<Host> = {}): Host {
  return {
    kind: 'web',
    openPort: () => {
      const pair = openMessagePorts()
      pairs.push(pair)
      serve(api, server as ApiServer, pair.server)
      return Promise.resolve(pair.client)
    },
    isRefused: () => false,
    pathOf: () => undefined,
    ...changed,
  }
}

describe('bridge of the window', () => {
  it('subscribes what waits as soon as it opens, and again after a loss', async () => {
    let subscriptions = 0
    const bridge = createBridge(
      engineHost({
        watchQuestions: (sink) => {
          subscriptions++
          void sink.send([{ kind: 'settled', id: String(subscriptions) }]).catch(() => {})
        },
      }),
    )
    const seen: string[] = []
    const stop = bridge.follow((client) =>
      client.watchQuestions({
        batch: (items) => void seen.push(...items.map((item) => item.id)),
        error: bridge.reportFailure,
      }),
    )
    expect(() => bridge.api).toThrow(AppError)
    await bridge.open()
    expect(bridge.state.value).toBe('open')
    await until(() => seen.length === 1)

    pairs[0]!.close()
    await until(() => bridge.state.value === 'lost')
    // The loss of the line is told once, by the banner, not by each stream.
    expect(bridge.failure.value).toBe(undefined)

    await bridge.open()
    expect(bridge.state.value).toBe('open')
    await until(() => seen.length === 2)
    stop()
    pairs[1]!.close()
    await until(() => bridge.state.value === 'lost')
    await bridge.open()
    expect(subscriptions).toBe(2)
  })

  it('reports a stream that fails while the line is open', async () => {
    const bridge = createBridge(
      engineHost({
        watchQueue: async () => {
          throw new AppError('storage-damaged', 'Broken')
        },
      }),
    )
    await bridge.open()
    bridge.follow((client) => client.watchQueue({ batch: () => {}, error: bridge.reportFailure }))
    await until(() => bridge.failure.value?.code === 'storage-damaged')
  })

  it('tells a page that was turned away from one that lost its engine', async () => {
    const turnedAway = createBridge(
      engineHost({}, { openPort: () => Promise.reject(new NoAccess()) }),
    )
    await turnedAway.open()
    expect(turnedAway.state.value).toBe('no-access')

    const gone = createBridge(
      engineHost({}, { openPort: () => Promise.reject(new AppError('connection-lost', 'x')) }),
    )
    await gone.open()
    expect(gone.state.value).toBe('lost')

    const expired = createBridge(engineHost({}, { isRefused: () => true }))
    await expired.open()
    pairs.at(-1)!.close()
    await until(() => expired.state.value === 'no-access')
  })
})
