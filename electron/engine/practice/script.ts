import type { SecureContextOptions } from 'node:tls'

/**
 * A script makes the practice server misbehave on purpose. It is a list of rules; a command takes
 * every rule that matches it, and where two set the same field the earlier rule wins.
 */
export type Script = readonly Rule[]

export type Rule = {
  /** Verbs in upper case; `CONNECT` stands for the greeting, `*` for every command after it. */
  on: string | readonly string[]
  /** Only commands with this argument. */
  argument?: string | RegExp
  /** Only these occurrences of what matches otherwise, from 1, over all connections. */
  nth?: number | readonly number[]
  /** Only these control connections, from 1 in order of arrival. */
  connection?: number | readonly number[]
  when?: (request: Request, control: Control) => boolean

  /** Milliseconds before the command is looked at. */
  delay?: number
  /** Answers in place of the command, which then has no effect. */
  instead?: Answer | ((request: Request, control: Control) => Handled | Promise<Handled>)
  /** Changes to the 1xx reply, to the last reply, or (weaker) to both. */
  preliminary?: ReplyFault
  final?: ReplyFault
  reply?: ReplyFault
  /** Changes to the data connection that the command uses or, with PASV and EPSV, announces. */
  data?: DataFault
  /** Changes to the TLS that AUTH (or CONNECT, where it is implicit) starts on the control channel. */
  tls?: TlsFault
  /** Runs after the last reply. */
  then?: (control: Control, request: Request) => void | Promise<void>
}

export type Request = {
  verb: string
  argument: string
  /** Which occurrence of this rule's matches it is, from 1. */
  nth: number
  connection: number
}

/**
 * Text to send. A string gets CRLF at its end where that is missing; bytes go out as they are; a
 * list is sent one by one; `null` is silence.
 */
export type Answer = string | Uint8Array | null | readonly (string | Uint8Array)[]
/** A function given as `instead` may also have written by itself and return nothing. */
export type Handled = Answer | void

export type ReplyFault = {
  /** In place of the right reply, which includes its code and line ends. */
  text?: Answer | ((original: string) => Answer)
  /** In the same write, before and behind the reply. */
  before?: string | Uint8Array
  after?: string | Uint8Array
  /** Milliseconds to wait before it. */
  delay?: number
  /** Byte positions to cut at; each piece is a packet of its own. */
  cut?: readonly number[] | 'every-byte'
  /** Milliseconds between pieces; default 10. */
  pause?: number
  /** Kept back and written together with the next reply. */
  hold?: true
  /** More replies that nobody asked for, each so many milliseconds after the last write. */
  stray?: readonly { text: string; delay: number }[]
  /** Written below TLS. */
  plain?: true
  /** Ends the control connection afterwards. */
  close?: Cut
}

/**
 * How a connection ends. `END` is orderly; `FIN` ends the TCP stream, on TLS without the closing
 * alert; `RST` resets. On plain connections `END` and `FIN` are the same.
 */
export type Cut = 'END' | 'FIN' | 'RST'

export type DataFault = {
  /** PASV and EPSV: announce a port on which nobody listens. */
  listen?: false
  /**
   * `never`: the server says 150 and never takes (passive) or makes (active) the connection; it
   * goes on to the last reply only if the rule has a `final`, else it waits for ABOR.
   * A number: 150 comes first, the connection is taken or made that many milliseconds later.
   */
  connect?: 'never' | number
  /** Active: the loopback address the server dials from. */
  from?: string
  /** Active: a stranger at this loopback address connects first. */
  stranger?: string
  /** TLS on the data connection: none although agreed, or another one. */
  tls?: 'plain' | TlsFault

  /**
   * What to send in place of the file or listing, which need not exist then. REST applies to text
   * and bytes, not to what is generated.
   */
  content?: Content | ((request: Request, control: Control) => Content | Promise<Content>)
  /** Sends the whole file in spite of REST. */
  ignoreRestart?: true
  /** Only the first bytes are sent, or stored; then all goes on as if that was all. */
  keep?: number
  /** Sent behind the content. */
  extra?: string | Uint8Array
  /** Bytes a second. */
  rate?: number
  /** After so many bytes nothing moves any more, for ever or for `stallFor` milliseconds. */
  stallAfter?: number
  stallFor?: number
  /** After so many bytes the data connection ends; the last reply stays the one of success. */
  close?: { after: number; how: Cut }
}

export type Content = string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>

export type TlsFault = SecureContextOptions & {
  /** AUTH: says 234 and then never answers the handshake. */
  silent?: true
}

/** The server's side of one control connection, for functions in scripts and for tests. */
export type Control = {
  readonly id: number
  readonly remote: string
  readonly isSecure: boolean
  /** Aborted once the control connection is gone. */
  readonly closed: AbortSignal
  /** Current directory and type, as PWD and TYPE know them. */
  directory: string
  type: 'A' | 'I'
  send: (answer: Answer) => Promise<void>
  close: (how: Cut) => void
}
