import { z } from 'zod'
import { call, stream } from './rpc.ts'
import { SessionId } from './sessions.ts'

const Endpoint = z.object({ host: z.string(), port: z.number() })
const TlsFacts = z.object({
  version: z.string(),
  cipher: z.string(),
  resumed: z.boolean(),
})

const base = {
  /** Grows by one an event over the life of the engine. */
  seq: z.int(),
  /** Browsing session, or the server's transfer connections' common id. */
  sessionId: z.string(),
  /** Numbers control connections from 1 over the life of the engine. */
  connection: z.int(),
  /** Groups what belongs to one job ("List /www"). */
  operation: z.int().optional(),
  /** Milliseconds since 1970 UTC. */
  time: z.number(),
  /** Milliseconds on a clock that never jumps. */
  at: z.number(),
}

/** What a job is for; the renderer words it. */
export const OperationVerb = z.enum([
  'connect',
  'list',
  'upload',
  'download',
  'change',
  'raw',
  'keep-alive',
  'copy',
  'check',
  'compare',
])
export type OperationVerb = z.infer<typeof OperationVerb>

/** One structured event of the transcript. Secrets are masked before it exists. */
export const ProtocolEvent = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('operation'),
    /** What the job is, for example { verb: 'download', subject: '/www/a.txt' }. */
    verb: OperationVerb,
    subject: z.string(),
    transferId: z.string().optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('operation-end'),
    outcome: z.enum(['done', 'failed', 'cancelled']),
    /** Milliseconds from its start. */
    duration: z.number(),
  }),
  z.object({ ...base, kind: z.literal('command'), verb: z.string(), text: z.string() }),
  z.object({
    ...base,
    kind: z.literal('reply'),
    code: z.int(),
    lines: z.array(z.string()),
    /** Command it answers; none for a greeting or a reply nobody asked for. */
    verb: z.string().optional(),
    isStray: z.boolean().optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('tcp'),
    step: z.enum(['resolving', 'dialling', 'open', 'closed', 'failed']),
    local: Endpoint.optional(),
    remote: Endpoint.optional(),
    /** Side that closed, where it can be told. */
    by: z.enum(['client', 'server']).optional(),
    detail: z.string().optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('tls'),
    step: z.enum(['started', 'open', 'failed']),
    tls: TlsFacts.optional(),
    detail: z.string().optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('data'),
    /** Numbers data connections from 1 over the life of the engine. */
    channel: z.int(),
    mode: z.enum(['passive', 'active']),
    step: z.enum(['listening', 'dialling', 'open', 'closed', 'failed']),
    /** Client's end. */
    local: Endpoint.optional(),
    /** Server's end. */
    remote: Endpoint.optional(),
    tls: TlsFacts.optional(),
    received: z.number().optional(),
    sent: z.number().optional(),
    /** Milliseconds from open to closed. */
    duration: z.number().optional(),
    by: z.enum(['client', 'server']).optional(),
    detail: z.string().optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('note'),
    level: z.enum(['info', 'warning', 'error']),
    /** Worded by the renderer. */
    code: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
])
export type ProtocolEvent = z.infer<typeof ProtocolEvent>

/** Takes `Omit` apart union member by union member. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** What a connection reports; the transcript adds number and times. */
export type ProtocolEventInput = DistributiveOmit<ProtocolEvent, 'seq' | 'time' | 'at'>

/** Either events, or the news that `skipped` events were dropped because the reader was slow. */
export const ProtocolItem = z.union([
  ProtocolEvent,
  z.object({ kind: z.literal('skipped'), count: z.int() }),
])
export type ProtocolItem = z.infer<typeof ProtocolItem>

export const protocolCalls = {
  /** The kept events first (of one session, or of all), then new ones as they come. */
  watchProtocol: stream(z.tuple([z.object({ sessionId: SessionId.optional() })]), ProtocolItem),
  clearProtocol: call(z.tuple([]), z.void()),
}
