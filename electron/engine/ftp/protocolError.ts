/** What came from the server is not what FTP allows at this place. */
export class ProtocolError extends Error {
  readonly code = 'protocol-error'
  /** Another protocol that the bytes look like: SSH, HTTP, TLS … */
  readonly protocol: string | undefined
  /** Start of the offending text as far as it had come in, as evidence; it is not escaped. */
  readonly received: string | undefined

  constructor(message: string, evidence: { protocol?: string; received?: string } = {}) {
    super(message)
    this.name = 'ProtocolError'
    this.protocol = evidence.protocol
    this.received = evidence.received?.slice(0, 200)
  }
}
