import { z } from 'zod'
import { changesOf } from './changes.ts'
import { ProtocolEvent } from './protocolLog.ts'
import { call, stream } from './rpc.ts'
import {
  ConnectionSettings,
  Encryption,
  Line,
  Quirks,
  SessionId,
  SessionRequest,
  SiteRequest,
  TransferMode,
} from './sessions.ts'

/** Language of the words that the engine's knowledge base brings along. */
export const Locale = z.enum(['en', 'zh-CN'])
export type Locale = z.infer<typeof Locale>

/** A piece of a line, and what it means. */
const Part = z.object({ text: z.string(), meaning: z.string() })

export const Explanation = z.object({
  title: z.string(),
  text: z.string(),
  /** Missing for what stands in no RFC. */
  source: z.object({ rfc: z.int(), section: z.string(), heading: z.string() }).optional(),
  /** `digits`: an unknown code, read by its digits only. */
  origin: z.enum(['standard', 'vendor', 'digits', 'unknown']),
  parts: z.array(Part),
  /** How the numbers of a data address add up. */
  calculation: z
    .object({
      /** Missing in a 229 reply: it is the address of the control connection. */
      host: z.string().optional(),
      port: z.int(),
      numbers: z.object({ octets: z.array(z.int()), p1: z.int(), p2: z.int() }).optional(),
      steps: z.array(Part),
    })
    .optional(),
  causes: z.array(z.string()).optional(),
  /** What the client does next. */
  next: z.string().optional(),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
})
export type Explanation = z.infer<typeof Explanation>

/** The explained event, its explanation, and the command that a reply belongs to. */
export const Explained = z.object({
  event: ProtocolEvent,
  explanation: Explanation,
  command: z.object({ seq: z.int(), text: z.string() }).optional(),
})
export type Explained = z.infer<typeof Explained>

/** A line worth a sign in the log. `out-of-sequence`: the other side broke the order of replies. */
export const ProtocolMark = z.object({
  seq: z.int(),
  kind: z.enum(['out-of-sequence', 'warning']),
  /** Codes of the knowledge base's warnings. */
  codes: z.array(z.string()),
})
export type ProtocolMark = z.infer<typeof ProtocolMark>

/** What a diagnosis or a check would change in the settings of a site. */
export const SettingsCure = z
  .object({
    mode: TransferMode,
    encryption: Encryption,
    connectionLimit: z.int(),
    encoding: Line,
    minimumTls: ConnectionSettings.shape.minimumTls.unwrap(),
    replyTimeout: z.number(),
    keepAliveInterval: z.number(),
    quirks: changesOf(Quirks),
  })
  .partial()
export type SettingsCure = z.infer<typeof SettingsCure>

export const Diagnosis = z.object({
  code: z.string(),
  title: z.string(),
  text: z.string(),
  /** The very lines that prove it, in order. */
  evidence: z.array(ProtocolEvent),
  cure: z.object({ settings: SettingsCure, label: z.string() }).optional(),
})
export type Diagnosis = z.infer<typeof Diagnosis>

/** Whose failure: a session's, a transfer's, or that of the last attempt to reach a server. */
export const DiagnosisTarget = z.union([
  z.strictObject({ sessionId: SessionId }),
  z.strictObject({ transferId: z.string() }),
  z.strictObject({ host: Line, port: z.int() }),
])
export type DiagnosisTarget = z.infer<typeof DiagnosisTarget>

export const CheckId = z.enum([
  'name',
  'tcp',
  'greeting',
  'tls',
  'login',
  'epsv',
  'pasv',
  'eprt',
  'port',
  'listing',
  'reuse',
])
export type CheckId = z.infer<typeof CheckId>

export const CheckItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('check'),
    id: CheckId,
    state: z.enum(['running', 'passed', 'warned', 'failed', 'skipped']),
    /** Milliseconds. */
    duration: z.number().optional(),
    /** Words of the server, the system or the network; shown as they are. */
    evidence: z.string().optional(),
    /** Session of the protocol log that shows this run. */
    sessionId: z.string(),
  }),
  z.object({
    kind: z.literal('verdict'),
    verdict: z.enum(['fine', 'usable', 'broken']),
    diagnoses: z.array(Diagnosis),
    /** Settings that proved to work, where they differ from the ones in use. */
    recommended: SettingsCure,
  }),
])
export type CheckItem = z.infer<typeof CheckItem>

/** A live session, whose password is known, or what one would be opened with. */
export const CheckTarget = z.union([
  z.object({ sessionId: SessionId }),
  SessionRequest,
  SiteRequest,
])
export type CheckTarget = z.input<typeof CheckTarget>

export const Completion = z.object({
  command: z.string(),
  syntax: z.string(),
  title: z.string(),
})
export type Completion = z.infer<typeof Completion>

export const TourStep = z.object({ id: z.string(), title: z.string(), text: z.string() })
export type TourStep = z.infer<typeof TourStep>

/** The session that a step works on comes first, then each line it points at. */
export const TourItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), sessionId: z.string() }),
  z.object({ kind: z.literal('point'), seq: z.int() }),
])
export type TourItem = z.infer<typeof TourItem>

/** `slow`: the practice server takes its time, so that each step can be seen. */
export const ComparePace = z.enum(['slow', 'real'])
export type ComparePace = z.infer<typeof ComparePace>

/** The log's sessions in which the two transfers can be followed. */
export const Comparison = z.object({ passive: z.string(), active: z.string() })
export type Comparison = z.infer<typeof Comparison>

export const explainCalls = {
  /** null: the event is no longer kept, or there is nothing to say about it. */
  explain: call(z.tuple([z.int(), Locale]), Explained.nullable()),
  watchMarks: stream(z.tuple([]), ProtocolMark),
  /** The most special reason first; empty when the failure is not understood. */
  diagnose: call(z.tuple([DiagnosisTarget, Locale]), z.array(Diagnosis)),
  /** Tries the ways to a server one by one. Reads only: nothing on the site changes. */
  runChecks: stream(z.tuple([CheckTarget, Locale]), CheckItem),
  completeCommand: call(z.tuple([SessionId, Locale]), z.array(Completion)),
  /** Why a raw command must not be sent; null: it may. */
  refusalOf: call(z.tuple([z.string().max(4_096), Locale]), z.string().nullable()),
  tourSteps: call(z.tuple([Locale]), z.array(TourStep)),
  /** Runs one step on a practice server of the tour's own; the first one begins anew. */
  runTourStep: stream(z.tuple([z.string()]), TourItem),
  endTour: call(z.tuple([]), z.void()),
  /** The same download passive and active at a time; their sessions first, ends when both did. */
  compareModes: stream(z.tuple([ComparePace]), Comparison),
  /** Log files of this data folder, newest last; kept by choice (`logToFiles`). */
  protocolLogFolder: call(z.tuple([]), z.string()),
}
