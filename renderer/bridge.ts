import { inject, shallowRef } from 'vue'
import type { InjectionKey, ShallowRef } from 'vue'
import { api as contract } from '../electron/contract/api.ts'
import type { ApiClient } from '../electron/contract/api.ts'
import { AppError } from '../electron/contract/errors.ts'
import { connect } from '../electron/contract/rpc.ts'
import type { Off, Port } from '../electron/contract/rpc.ts'
import { NoAccess } from './host.ts'
import type { Host } from './host.ts'

export type BridgeState = 'opening' | 'open' | 'lost' | 'no-access'

/** The window's line to the engine. It outlives its port: after a loss it can be opened again. */
export type Bridge = {
  readonly host: Host
  readonly state: Readonly<ShallowRef<BridgeState>>
  /** Last stream that failed although the line is open. */
  readonly failure: Readonly<ShallowRef<AppError | undefined>>
  /** Throws `connection-lost` while no port has ever been open. */
  readonly api: ApiClient
  open(): Promise<void>
  /** Subscribes now, or as soon as the line is open, and again after each time it was lost. */
  follow(subscribe: (api: ApiClient) => Off): Off
  /** For stream listeners: a failure that is not the loss of the line itself. */
  reportFailure(error: AppError): void
}

export function createBridge(host: Host): Bridge {
  const state = shallowRef<BridgeState>('opening')
  const failure = shallowRef<AppError>()
  const followers = new Map<(api: ApiClient) => Off, Off>()
  let client: ApiClient | undefined
  let current: Port | undefined

  const afterLoss = () => (host.isRefused() ? 'no-access' : 'lost')
  const open = async () => {
    state.value = 'opening'
    try {
      const port = await host.openPort()
      let isClosed = false
      const opened = connect(contract, {
        ...port,
        onClose: (closed) =>
          port.onClose(() => {
            isClosed = true
            closed()
            if (current === port) state.value = afterLoss()
          }),
      })
      current = port
      client = opened
      state.value = isClosed ? afterLoss() : 'open'
      for (const subscribe of followers.keys()) followers.set(subscribe, subscribe(opened))
    } catch (thrown) {
      state.value = thrown instanceof NoAccess ? 'no-access' : 'lost'
    }
  }

  return {
    host,
    state,
    failure,
    get api() {
      if (!client) throw new AppError('connection-lost', 'The engine was never reached')
      return client
    },
    open,
    follow(subscribe) {
      const stop = client && state.value === 'open' ? subscribe(client) : () => {}
      followers.set(subscribe, stop)
      return () => {
        followers.get(subscribe)?.()
        followers.delete(subscribe)
      }
    },
    reportFailure(error) {
      if (error.code !== 'connection-lost') failure.value = error
    },
  }
}

export const bridgeKey: InjectionKey<Bridge> = Symbol('bridge')

export function useBridge(): Bridge {
  const bridge = inject(bridgeKey)
  if (!bridge) throw new Error('The application was mounted without a bridge')
  return bridge
}
