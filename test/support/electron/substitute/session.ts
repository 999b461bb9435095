import { EventEmitter } from 'node:events'
import type { Session, WebContents, WebRequest } from 'electron'

type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type Permission = Parameters<CheckHandler>[1]
type BeforeRequest = (
  details: Pick<Electron.OnBeforeRequestListenerDetails, 'url' | 'method' | 'resourceType'>,
  answer: (response: Electron.CallbackResponse) => void,
) => void

/** What Chromium calls the permissions that Electron asks its handlers about. */
const permissionNames: [string, Permission][] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['camera', 'media'],
  ['microphone', 'media'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-write', 'clipboard-sanitized-write'],
  ['midi', 'midi'],
  ['persistent-storage', 'persistent-storage'],
]

/** Requests that the app let through to the network; a real Electron would have sent them. */
export const networkRequests: string[] = []

export class SubstituteSession
  extends EventEmitter
  implements
    Pick<
      Session,
      | 'setPermissionCheckHandler'
      | 'setPermissionRequestHandler'
      | 'setDevicePermissionHandler'
      | 'setSpellCheckerEnabled'
    >
{
  #check: CheckHandler | null = null
  #request: RequestHandler | null = null
  #beforeRequest: BeforeRequest | null = null

  webRequest: Pick<WebRequest, 'onBeforeRequest'> = {
    onBeforeRequest: (...args: unknown[]) => {
      this.#beforeRequest = args.at(-1) as BeforeRequest | null
    },
  }

  setPermissionCheckHandler(handler: CheckHandler | null) {
    this.#check = handler
  }
  setPermissionRequestHandler(handler: RequestHandler | null) {
    this.#request = handler
  }
  setDevicePermissionHandler() {}
  setSpellCheckerEnabled() {}

  /** Each permission with the app's answer. Without a handler Electron grants everything. */
  async permissions(contents: WebContents, origin: string): Promise<[string, boolean][]> {
    const details = { isMainFrame: true, requestingUrl: `${origin}/` }
    return Promise.all(
      permissionNames.map(async ([name, permission]): Promise<[string, boolean]> => {
        const checked = this.#check?.(contents, permission, origin, details) ?? true
        const requested = await new Promise<boolean>((resolve) => {
          if (this.#request) this.#request(contents, permission, resolve, details)
          else resolve(true)
        })
        return [name, checked && requested]
      }),
    )
  }

  isCancelled(details: Parameters<BeforeRequest>[0]): Promise<boolean> {
    return new Promise((resolve) => {
      if (!this.#beforeRequest) return resolve(false)
      this.#beforeRequest(details, (response) => resolve(response.cancel === true))
    })
  }
}

export const defaultSession = new SubstituteSession()
