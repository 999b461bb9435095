import type { PracticeServerInfo } from '../contract/app.ts'
import { ConnectionSettings } from '../contract/sessions.ts'
import type { PracticeServer } from './practice/index.ts'

export type PracticeService = {
  start(): Promise<PracticeServerInfo>
  /** Whether this process made the certificate itself, for its practice server. */
  isOwnCertificate(fingerprint: string): boolean
  stop(): Promise<void>
}

/** The built-in server, started at the first wish and ended with Sampan. */
export function createPracticeService(): PracticeService {
  let starting: Promise<PracticeServer> | undefined
  let own: string | undefined
  return {
    isOwnCertificate: (fingerprint) => fingerprint === own,
    async start() {
      starting ??= startServer()
      const server = await starting
      const fingerprint = server.certificateFingerprint
      own = fingerprint
      return {
        title: 'Practice server',
        settings: ConnectionSettings.parse({
          host: server.host,
          port: server.port,
          user: 'practice',
          // Its certificate was made a moment ago in this very process.
          trustedCertificates: fingerprint ? [fingerprint] : [],
        }),
        password: 'practice',
        folder: server.folder,
      }
    },
    async stop() {
      const server = await starting?.catch(() => undefined)
      await server?.stop()
      starting = undefined
    },
  }
}

/** The server and its certificate library are loaded for those who want to practise. */
async function startServer(): Promise<PracticeServer> {
  const { startPracticeServer } = await import('./practice/index.ts')
  // Nobody reads its past, which would only grow while somebody practises.
  return startPracticeServer({ features: { thirdParty: true }, eventsKept: 100 })
}
