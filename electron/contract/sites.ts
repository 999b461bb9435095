import { z } from 'zod'
import { ErrorData } from './errors.ts'
import { call, stream } from './rpc.ts'
import { SavedSync } from './synchronize.ts'
import {
  Certificate,
  ConnectionSettings,
  Credentials,
  Encryption,
  Line,
  PortNumber,
  Proxy,
  TransferMode,
} from './sessions.ts'

export const ItemId = z.string().min(1).max(64)
export const ItemName = Line.trim().min(1).max(200)

/** Named, so that each theme can show it with enough contrast. */
export const SiteColour = z.enum([
  'red',
  'orange',
  'yellow',
  'green',
  'cyan',
  'blue',
  'magenta',
  'purple',
  'grey',
])
export type SiteColour = z.infer<typeof SiteColour>

/** password: one is saved, or asked for and saved. ask: never saved. */
export const Logon = z.enum(['anonymous', 'password', 'ask', 'account'])
export type Logon = z.infer<typeof Logon>

/** Names of the secrets that a site can have. Their values live in the secret store only. */
export const SecretName = z.enum(['password', 'account', 'proxyPassword', 'keyPassphrase'])
export type SecretName = z.infer<typeof SecretName>

/**
 * What a site may set for itself and otherwise takes from the defaults. Absent: as the defaults
 * say. Meanings and units are those of ConnectionSettings.
 */
export const SiteOptions = z
  .object({
    mode: TransferMode,
    activePorts: z
      .tuple([PortNumber, PortNumber])
      .refine(([first, last]) => first <= last, 'the first port must not be above the last'),
    externalAddress: Line.min(1),
    encoding: Line.min(1),
    timeOffsetMinutes: z.int().min(-1_440).max(1_440),
    showHidden: z.boolean(),
    proxy: z.union([z.literal('none'), Proxy]),
    minimumTls: z.enum(['1.2', '1.3', '1.0']),
    connectionLimit: z.int().min(1).max(32),
    /** Uploads and downloads at a time, within the limit of connections. */
    parallelUploads: z.int().min(1).max(32),
    parallelDownloads: z.int().min(1).max(32),
    /** Bytes a second; 0: no limit of its own. */
    uploadLimit: z.number().min(0),
    downloadLimit: z.number().min(0),
    connectTimeout: z.number().min(1).max(600),
    replyTimeout: z.number().min(1).max(600),
    dataIdleTimeout: z.number().min(1).max(3_600),
    finalReplyTimeout: z.number().min(1).max(3_600),
    keepAliveInterval: z.number().min(0).max(3_600),
    noEpsv: z.boolean(),
    noMlsd: z.boolean(),
    noUtf8: z.boolean(),
    mdtmForTimes: z.boolean(),
    listAll: z.boolean(),
  })
  .partial()
export type SiteOptions = z.infer<typeof SiteOptions>

/** A pair of folders to go to together, or one of them. */
export const Bookmark = z.object({
  name: ItemName,
  localFolder: z.string().max(32_768).optional(),
  remoteFolder: Line.optional(),
  synchronizedBrowsing: z.boolean().default(false),
})
export type Bookmark = z.infer<typeof Bookmark>

export const TrustedCertificate = Certificate.extend({
  /** Milliseconds since 1970 UTC. */
  trustedAt: z.number(),
})
export type TrustedCertificate = z.infer<typeof TrustedCertificate>

/** What the user edits of a site. No field of it is a secret. */
export const SiteDraft = z.object({
  name: ItemName,
  /** null: not in a folder. */
  parentId: ItemId.nullable().default(null),
  colour: SiteColour.optional(),
  notes: z.string().max(20_000).default(''),
  isFavourite: z.boolean().default(false),
  host: Line.min(1).max(255),
  port: PortNumber,
  encryption: Encryption.default('auto'),
  logon: Logon.default('password'),
  /** Empty: asked for nothing but a password when `logon` needs a user. */
  user: Line.default(''),
  localFolder: z.string().max(32_768).optional(),
  remoteFolder: Line.optional(),
  synchronizedBrowsing: z.boolean().default(false),
  bookmarks: z.array(Bookmark).max(500).default([]),
  synchronizations: z.array(SavedSync).max(100).default([]),
  /** Sent one by one after login, as typed. */
  postLoginCommands: z.array(Line.min(1)).max(50).default([]),
  /** Virtual host for HOST (RFC 7151). */
  virtualHost: Line.optional(),
  /** PEM file paths of a client certificate and its key. */
  clientCertificate: z
    .object({ certificate: z.string().min(1), key: z.string().min(1) })
    .optional(),
  options: SiteOptions.default({}),
})
export type SiteDraft = z.infer<typeof SiteDraft>

export const Site = SiteDraft.extend({
  id: ItemId,
  /** Place among its siblings, smallest first. */
  position: z.number(),
  /** Trusted for this site although no authority vouches for them. */
  trustedCertificates: z.array(TrustedCertificate).default([]),
})
export type Site = z.infer<typeof Site>

export const SiteFolder = z.object({
  id: ItemId,
  name: ItemName,
  parentId: ItemId.nullable().default(null),
  position: z.number(),
})
export type SiteFolder = z.infer<typeof SiteFolder>

/** The factory's values for every option, which the user's own defaults go before. */
export const factoryOptions = {
  mode: 'auto',
  encoding: 'auto',
  timeOffsetMinutes: 0,
  showHidden: true,
  proxy: 'none',
  minimumTls: '1.2',
  connectionLimit: 4,
  uploadLimit: 0,
  downloadLimit: 0,
  connectTimeout: 15,
  replyTimeout: 30,
  dataIdleTimeout: 60,
  finalReplyTimeout: 180,
  keepAliveInterval: 30,
  noEpsv: false,
  noMlsd: false,
  noUtf8: false,
  mdtmForTimes: false,
  listAll: false,
} as const satisfies SiteOptions

/** A site with the defaults filled in: everything that a connection needs, without any secret. */
export function settingsOfSite(
  site: SiteDraft & { trustedCertificates?: readonly TrustedCertificate[] },
  defaults: SiteOptions,
): ConnectionSettings {
  const { proxy, ...options } = { ...factoryOptions, ...defaults, ...site.options }
  const { noEpsv, noMlsd, noUtf8, mdtmForTimes, listAll } = options
  const { host, port, encryption, remoteFolder, virtualHost, clientCertificate } = site
  return ConnectionSettings.parse({
    ...options,
    host,
    port,
    encryption,
    user: site.logon === 'anonymous' || site.user === '' ? 'anonymous' : site.user,
    quirks: { noEpsv, noMlsd, noUtf8, mdtmForTimes, listAll },
    postLoginCommands: site.postLoginCommands,
    trustedCertificates: (site.trustedCertificates ?? []).map(({ fingerprint }) => fingerprint),
    ...(proxy === 'none' ? {} : { proxy }),
    ...(remoteFolder ? { remoteFolder } : {}),
    ...(virtualHost ? { virtualHost } : {}),
    ...(clientCertificate ? { clientCertificate } : {}),
  })
}

/** How the file of the sites was found; while it is damaged or newer nothing is written to it. */
export const SitesFileState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ok'), file: z.string() }),
  z.object({ state: z.literal('damaged'), file: z.string(), backup: z.string().optional() }),
  z.object({
    state: z.literal('newer'),
    file: z.string(),
    version: z.int(),
    backup: z.string().optional(),
  }),
])
export type SitesFileState = z.infer<typeof SitesFileState>

/** The first batch of `watchSites` holds everything; `reset` says that what was known is void. */
export const SitesChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reset'), file: SitesFileState }),
  z.object({ kind: z.literal('site'), site: Site }),
  z.object({ kind: z.literal('folder'), folder: SiteFolder }),
  z.object({ kind: z.literal('gone'), id: ItemId }),
  z.object({ kind: z.literal('defaults'), options: SiteOptions }),
])
export type SitesChange = z.infer<typeof SitesChange>

/** A fields' worth of changes to several sites; null takes an option or the colour away. */
export const SitesPatch = z
  .object({
    colour: SiteColour.nullable(),
    isFavourite: z.boolean(),
    encryption: Encryption,
    options: z.record(z.string(), z.unknown()),
  })
  .partial()
export type SitesPatch = z.infer<typeof SitesPatch>

/** Present: saved. Absent values of a change stay as they are; null forgets. */
export const SecretChanges = z.partialRecord(SecretName, z.string().max(4_096).nullable())
export type SecretChanges = z.infer<typeof SecretChanges>

/** Where somebody connected, newest first. No secret, and no site that is deleted. */
export const Visit = z.object({
  siteId: ItemId.optional(),
  host: z.string(),
  port: z.number(),
  user: z.string(),
  encryption: Encryption,
  mode: TransferMode.default('auto'),
  /** Milliseconds since 1970 UTC. */
  at: z.number(),
})
export type Visit = z.infer<typeof Visit>

export const TestStep = z.enum(['connect', 'greeting', 'tls', 'login', 'features', 'listing'])
export type TestStep = z.infer<typeof TestStep>

/** One line of a connection test; the last one of a step stands. */
export const TestResult = z.object({
  step: TestStep,
  state: z.enum(['running', 'done', 'warning', 'failed', 'skipped']),
  /** The server's or the protocol's own words: address, greeting, TLS version, mode. */
  detail: z.string().optional(),
  /** Milliseconds. */
  duration: z.number().optional(),
  error: ErrorData.optional(),
})
export type TestResult = z.infer<typeof TestResult>

/** Servers whose certificate is trusted, or that are known to speak TLS. */
export const KnownServer = z.object({
  host: z.string(),
  port: z.number(),
  /** Protected once: no connection in the clear without a word. */
  hadTls: z.boolean(),
  /** Trusted for quick connections. Those of sites are with the sites. */
  certificates: z.array(TrustedCertificate),
})
export type KnownServer = z.infer<typeof KnownServer>

const ItemIds = z.array(ItemId).min(1).max(100_000)

export const siteCalls = {
  watchSites: stream(z.tuple([]), SitesChange),
  /** Adds a site, or replaces what the user edits of the one with this id. */
  saveSite: call(z.tuple([SiteDraft, ItemId.optional()]), Site),
  saveFolder: call(
    z.tuple([
      z.object({ name: ItemName, parentId: ItemId.nullable().default(null) }),
      ItemId.optional(),
    ]),
    SiteFolder,
  ),
  /** Options for all sites that do not set their own, and for quick connections. */
  saveDefaults: call(z.tuple([SiteOptions]), SiteOptions),
  changeSites: call(z.tuple([ItemIds, SitesPatch]), z.void()),
  /** Sites and folders with all in them. Gives the ticket for `undoDelete`. */
  deleteSites: call(z.tuple([ItemIds]), z.object({ ticket: z.string(), sites: z.int() })),
  /** Brings back what was deleted, secrets too, as long as Sampan runs. */
  undoDelete: call(z.tuple([z.string()]), z.void()),
  /** Puts items, in the order given, into a folder: before a sibling, or at the end. */
  moveSites: call(z.tuple([ItemIds, ItemId.nullable(), ItemId.nullable()]), z.void()),
  /** Sorts what is directly in a folder by name. */
  sortSites: call(z.tuple([ItemId.nullable()]), z.void()),
  /** Copies with their saved secrets, next to the originals. */
  duplicateSites: call(z.tuple([ItemIds]), z.array(Site)),
  /** Deals with a damaged or newer file, which is kept under another name. */
  restoreSites: call(z.tuple([z.enum(['backup', 'start-again'])]), z.void()),

  /** Which secrets a site has saved; `defaults` for those of the default proxy. */
  savedSecrets: call(z.tuple([ItemId]), z.array(SecretName)),
  /** Throws `vault-locked`, or `not-possible-now` where nothing is saved. */
  changeSecrets: call(z.tuple([ItemId, SecretChanges]), z.void()),
  /** For "show": the one way in which a saved secret reaches a window. */
  revealSecret: call(z.tuple([ItemId, SecretName]), z.string()),
  /**
   * Makes a site of a session; with `savePassword` also of the password that it was opened with,
   * which the window does not know.
   */
  saveSession: call(
    z.tuple([
      z.string(),
      z.object({
        name: ItemName,
        parentId: ItemId.nullable().default(null),
        savePassword: z.boolean(),
      }),
    ]),
    Site,
  ),

  /** Goes through all steps of a connection and ends. Secrets typed go before saved ones. */
  testSite: stream(z.tuple([SiteDraft, Credentials, ItemId.optional()]), TestResult),

  /** The whole list each time. */
  watchVisits: stream(z.tuple([]), z.object({ visits: z.array(Visit) })),
  clearVisits: call(z.tuple([]), z.void()),

  watchKnownServers: stream(z.tuple([]), z.object({ servers: z.array(KnownServer) })),
  /** Forgets one certificate, of a site or of a server. */
  forgetCertificate: call(
    z.tuple([
      z.object({
        fingerprint: z.string(),
        from: z.union([
          z.object({ siteId: ItemId }),
          z.object({ host: z.string(), port: z.number() }),
        ]),
      }),
    ]),
    z.void(),
  ),
  /** Forgets a server: its certificates, and that it had TLS. */
  forgetServer: call(z.tuple([z.string(), z.number()]), z.void()),
  forgetAllCertificates: call(z.tuple([]), z.void()),
}
