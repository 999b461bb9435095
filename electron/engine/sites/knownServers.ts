import { join } from 'node:path'
import { z } from 'zod'
import { KnownServer } from '../../contract/sites.ts'
import type { TrustedCertificate } from '../../contract/sites.ts'
import { createFeed } from '../feed.ts'
import type { Feed } from '../feed.ts'
import { createProfileFile } from './profileFile.ts'

const TrustFile = z.object({
  servers: z.array(KnownServer),
  /** Ids of server records that may be talked to in the clear: the user was told what it means. */
  plain: z.array(z.string()),
})
type TrustFile = z.infer<typeof TrustFile>

/** What is known of servers beside the sites: TLS seen, certificates trusted, plain accepted. */
export type KnownServers = {
  of(host: string, port: number): KnownServer | undefined
  noteTls(host: string, port: number): void
  /** Trusts this certificate, and no other one any more. */
  pin(host: string, port: number, certificate: TrustedCertificate): void
  plain: { has(serverId: string): boolean; add(serverId: string): void }
  forgetCertificate(host: string, port: number, fingerprint: string): Promise<void>
  forget(host: string, port: number): Promise<void>
  forgetCertificates(): Promise<void>
  feed: Feed<{ servers: KnownServer[] }>
  /** All is on disk when it resolves. */
  close(): Promise<void>
}

/** Kept in `trust.json`. A file that cannot be read is kept aside: then every server is new. */
export async function openKnownServers(dataFolder: string): Promise<KnownServers> {
  const file = createProfileFile<TrustFile>({
    file: join(dataFolder, 'trust.json'),
    schemaVersion: 1,
    parse: (content) => TrustFile.parse(content),
    initial: () => ({ servers: [], plain: [] }),
  })
  let found = await file.read()
  if (!('value' in found)) found = await file.startAgain()
  let content: TrustFile = 'value' in found ? found.value : { servers: [], plain: [] }
  const feed = createFeed<{ servers: KnownServer[] }>({
    key: () => 'servers',
    snapshot: () => [{ servers: content.servers }],
  })
  let writing: Promise<void> = Promise.resolve()
  const set = (next: TrustFile): Promise<void> => {
    content = next
    feed.publish({ servers: content.servers })
    writing = file.write(next)
    return writing
  }
  /** A connection does not fail because a note about it cannot be written. */
  const note = (next: TrustFile) => void set(next).catch(() => {})

  const isSame = (host: string, port: number) => (server: KnownServer) =>
    server.host === host.toLowerCase() && server.port === port
  const of = (host: string, port: number) => content.servers.find(isSame(host, port))
  const withServer = (host: string, port: number, change: Partial<KnownServer>): TrustFile => {
    const known = of(host, port) ?? {
      host: host.toLowerCase(),
      port,
      hadTls: false,
      certificates: [],
    }
    const others = content.servers.filter((server) => !isSame(host, port)(server))
    return { ...content, servers: [...others, { ...known, ...change }] }
  }

  return {
    feed,
    of,
    noteTls(host, port) {
      if (!of(host, port)?.hadTls) note(withServer(host, port, { hadTls: true }))
    },
    pin: (host, port, certificate) =>
      note(withServer(host, port, { hadTls: true, certificates: [certificate] })),
    plain: {
      has: (serverId) => content.plain.includes(serverId),
      add(serverId) {
        if (!content.plain.includes(serverId))
          note({ ...content, plain: [...content.plain, serverId] })
      },
    },
    async forgetCertificate(host, port, fingerprint) {
      const certificates = of(host, port)?.certificates.filter(
        (certificate) => certificate.fingerprint !== fingerprint,
      )
      if (certificates) await set(withServer(host, port, { certificates }))
    },
    forget: (host, port) =>
      set({
        ...content,
        servers: content.servers.filter((server) => !isSame(host, port)(server)),
      }),
    forgetCertificates: () =>
      set({
        ...content,
        servers: content.servers.map((server) => ({ ...server, certificates: [] })),
      }),
    close: () => writing.catch(() => {}),
  }
}
