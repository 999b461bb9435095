import { z } from 'zod'
import { ErrorData } from './errors.ts'
import { call, stream } from './rpc.ts'

/** A line of text that can be sent over a control connection: no CR, LF or NUL (RFC 959 §5.3). */
export const Line = z
  .string()
  .max(4_096)
  .regex(/^[^\r\n\0]*$/, 'must not hold line breaks')

/** How the data connection is opened: the client dials (passive) or the server does (active). */
export const TransferMode = z.enum(['auto', 'passive', 'active'])
export type TransferMode = z.infer<typeof TransferMode>

/** auto: TLS if the server offers it. required, implicit: never without. none: plain, by choice. */
export const Encryption = z.enum(['auto', 'required', 'implicit', 'none'])
export type Encryption = z.infer<typeof Encryption>

export const PortNumber = z.int().min(1).max(65_535)

/** A route to the server. Its password is a secret and travels apart. */
export const Proxy = z.object({
  kind: z.enum(['socks5', 'http']),
  host: Line.min(1),
  port: PortNumber,
  user: Line.optional(),
})
export type Proxy = z.infer<typeof Proxy>

export const Quirks = z.object({
  /** Never send EPSV/EPRT: a middlebox on the way breaks them. */
  noEpsv: z.boolean().default(false),
  /** List with LIST although the server offers MLSD. */
  noMlsd: z.boolean().default(false),
  /** Do not switch the server to UTF-8. */
  noUtf8: z.boolean().default(false),
  /** Set times with `MDTM time path` (vsftpd with mdtm_write). */
  mdtmForTimes: z.boolean().default(false),
  /** Use `LIST -a` so that hidden files appear. */
  listAll: z.boolean().default(false),
})
export type Quirks = z.infer<typeof Quirks>

/** Everything needed to reach a server, without any secret. Times in seconds unless named. */
export const ConnectionSettings = z.object({
  host: Line.min(1).max(255),
  port: PortNumber,
  encryption: Encryption.default('auto'),
  user: Line.default('anonymous'),
  mode: TransferMode.default('auto'),
  /** Ports to listen on in active mode, both inclusive; none: any free port. */
  activePorts: z.tuple([PortNumber, PortNumber]).optional(),
  /** Address to announce in PORT/EPRT when it differs from the control connection's own. */
  externalAddress: Line.optional(),
  /** 'auto' or a name that iconv-lite knows, for example 'gb18030'. */
  encoding: Line.default('auto'),
  /** Minutes the server's listed times are ahead of UTC. */
  timeOffsetMinutes: z.int().min(-1_440).max(1_440).default(0),
  showHidden: z.boolean().default(true),
  remoteFolder: Line.optional(),
  proxy: Proxy.optional(),
  /** Sent one by one after login, as typed. */
  postLoginCommands: z.array(Line).max(50).default([]),
  minimumTls: z.enum(['1.2', '1.3', '1.0']).default('1.2'),
  /** PEM file paths of a client certificate and its key. */
  clientCertificate: z.object({ certificate: z.string(), key: z.string() }).optional(),
  /** SHA-256 fingerprints (upper-case hex pairs with colons) that are trusted for this server. */
  trustedCertificates: z.array(z.string()).default([]),
  /** Transfer connections at a time; the browsing connection comes on top. */
  connectionLimit: z.int().min(1).max(32).default(4),
  connectTimeout: z.number().min(1).max(600).default(15),
  replyTimeout: z.number().min(1).max(600).default(30),
  /** Without a byte on a data connection until it counts as dead. */
  dataIdleTimeout: z.number().min(1).max(3_600).default(60),
  /** For the final reply once all data was sent; virus scanners and slow disks take theirs. */
  finalReplyTimeout: z.number().min(1).max(3_600).default(180),
  keepAliveInterval: z.number().min(0).max(3_600).default(30),
  quirks: Quirks.default({
    noEpsv: false,
    noMlsd: false,
    noUtf8: false,
    mdtmForTimes: false,
    listAll: false,
  }),
  /** Virtual host for HOST (RFC 7151), sent before USER where the server offers it. */
  virtualHost: Line.optional(),
})
export type ConnectionSettings = z.infer<typeof ConnectionSettings>

/** Secrets for one connection. They go from the window to the engine, never back. */
export const Credentials = z.object({
  password: Line.optional(),
  account: Line.optional(),
  proxyPassword: z.string().max(4_096).optional(),
  keyPassphrase: z.string().max(4_096).optional(),
})
export type Credentials = z.infer<typeof Credentials>

export const SessionId = z.string()

export const TlsInfo = z.object({
  version: z.string(),
  cipher: z.string(),
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  /** 'authority': a system authority vouches for it; 'pinned': the user did. */
  trust: z.enum(['authority', 'pinned', 'once']),
})
export type TlsInfo = z.infer<typeof TlsInfo>

export const SessionState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connecting'), step: z.string() }),
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('reconnecting'), attempt: z.int() }),
  z.object({ state: z.literal('closed'), error: ErrorData.optional() }),
])

export const Session = z.object({
  id: SessionId,
  /** Name to show: the site's, or user@host. */
  title: z.string(),
  siteId: z.string().optional(),
  settings: ConnectionSettings,
  state: SessionState,
  /** Mode that the last data connection really used. */
  modeInUse: z.enum(['passive', 'active']).optional(),
  tls: TlsInfo.optional(),
  /** What the server says it is (greeting, SYST). */
  software: z.string().optional(),
  features: z.array(z.string()),
  /** Encoding in use for names; `guessed` when the client worked it out. */
  encoding: z.object({ name: z.string(), guessed: z.boolean() }),
  homeFolder: z.string().optional(),
})
export type Session = z.infer<typeof Session>

export const SessionRequest = z.object({
  settings: ConnectionSettings,
  credentials: Credentials.default({}),
  siteId: z.string().optional(),
  title: z.string().max(200).optional(),
})
export type SessionRequest = z.input<typeof SessionRequest>

/** A saved site by its id alone: settings and secrets are the engine's to find. */
export const SiteRequest = z.object({
  siteId: z.string(),
  credentials: Credentials.default({}),
})

export const Certificate = z.object({
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  names: z.array(z.string()),
  serialNumber: z.string(),
})
export type Certificate = z.infer<typeof Certificate>

/** What the engine must ask a person before it goes on. */
export const Question = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('certificate'),
    id: z.string(),
    host: z.string(),
    port: z.number(),
    certificate: Certificate,
    /** Why it is not trusted, as a code of the TLS library. */
    reason: z.string(),
    /** The pinned certificate that this one replaces. */
    previousFingerprint: z.string().optional(),
  }),
  z.object({
    kind: z.literal('password'),
    id: z.string(),
    host: z.string(),
    port: z.number(),
    user: z.string(),
    /** The server's words when an earlier password was refused. */
    refused: z.string().optional(),
    /** account: the server wants one after the password (ACCT, RFC 959 §4.1.1). */
    wanted: z.enum(['password', 'account']).default('password'),
    /** The site that the answer can be saved for. */
    siteId: z.string().optional(),
  }),
  /** A saved password is needed and the vault is locked. */
  z.object({
    kind: z.literal('unlock'),
    id: z.string(),
    /** What it is for: the site's name. */
    title: z.string(),
    /** The master password given before was wrong. */
    wasWrong: z.boolean(),
  }),
  /** A password is about to be sent in the clear, although nobody chose that. */
  z.object({
    kind: z.literal('plain'),
    id: z.string(),
    host: z.string(),
    port: z.number(),
    user: z.string(),
  }),
  z.object({
    kind: z.literal('conflict'),
    id: z.string(),
    transferId: z.string(),
    direction: z.enum(['upload', 'download', 'remote']),
    target: z.string(),
    source: z.object({ size: z.number().nullable(), modifiedAt: z.number().nullable() }),
    existing: z.object({ size: z.number().nullable(), modifiedAt: z.number().nullable() }),
  }),
])
export type Question = z.infer<typeof Question>

export const ConflictChoice = z.enum([
  'overwrite',
  'overwrite-if-newer',
  'overwrite-if-size-differs',
  'overwrite-if-different',
  'resume',
  'rename',
  'skip',
])
export type ConflictChoice = z.infer<typeof ConflictChoice>

export const Answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('certificate'), decision: z.enum(['once', 'always', 'refuse']) }),
  z.object({
    kind: z.literal('password'),
    password: Line.optional(),
    remember: z.boolean().default(false),
  }),
  /** Without a master password: go on without the saved password. */
  z.object({ kind: z.literal('unlock'), masterPassword: z.string().max(1_024).optional() }),
  z.object({ kind: z.literal('plain'), decision: z.enum(['go-on', 'refuse']) }),
  z.object({
    kind: z.literal('conflict'),
    choice: ConflictChoice,
    /** Apply to every further conflict of this run. */
    forAll: z.boolean().default(false),
  }),
])
export type Answer = z.input<typeof Answer>

export const QuestionChange = z.union([
  Question,
  z.object({ kind: z.literal('settled'), id: z.string() }),
])
export type QuestionChange = z.infer<typeof QuestionChange>

export const SessionChange = z.union([
  z.object({ kind: z.literal('session'), session: Session }),
  z.object({ kind: z.literal('gone'), id: SessionId }),
])
export type SessionChange = z.infer<typeof SessionChange>

export const sessionCalls = {
  /** Connects and logs in; resolves when the session is ready. Aborting ends the attempt. */
  openSession: call(
    z.tuple([z.union([SessionRequest, SiteRequest])]),
    // In the clear by the user's own choice, for the first time: worth a word about it.
    Session.extend({ isFirstPlain: z.boolean().optional() }),
  ),
  closeSession: call(z.tuple([SessionId]), z.void()),
  /** Ends what the session is doing right now and keeps it connected where the server allows. */
  cancelSessionWork: call(z.tuple([SessionId]), z.void()),
  /** Changes live settings: mode, encoding, hidden files, quirks. Takes effect with the next command. */
  changeSession: call(
    z.tuple([
      SessionId,
      z
        .object({
          mode: TransferMode,
          encoding: Line,
          showHidden: z.boolean(),
          timeOffsetMinutes: z.int(),
          quirks: Quirks,
        })
        .partial(),
    ]),
    Session,
  ),
  /** A raw command line. Refused with a reason when it would desynchronise the session. */
  sendRawCommand: call(
    z.tuple([SessionId, Line.min(1)]),
    z.object({ code: z.int(), lines: z.array(z.string()) }),
  ),
  watchSessions: stream(z.tuple([]), SessionChange),
  watchQuestions: stream(z.tuple([]), QuestionChange),
  answerQuestion: call(z.tuple([z.string(), Answer]), z.void()),
}
