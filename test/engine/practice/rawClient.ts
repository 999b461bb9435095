import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { connect as tlsConnect, type ConnectionOptions, type TLSSocket } from 'node:tls'

export type RawReply = { code: number; text: string }

/** A control connection that does exactly what a test says, and nothing by itself. */
export class RawClient {
  socket: Socket
  readonly host: string
  #text = ''
  #wake = () => {}
  #isOver = false
  /** The TLS session of the control connection, for data connections. */
  session: Buffer | undefined

  private constructor(host: string, socket: Socket) {
    this.host = host
    this.socket = socket
    this.#listen(socket)
  }

  static async connect(server: { host: string; port: number }): Promise<RawClient> {
    const socket = connect(server.port, server.host)
    const client = new RawClient(server.host, socket)
    await once(socket, 'connect')
    return client
  }

  static async connectImplicit(server: { host: string; port: number }): Promise<RawClient> {
    const socket = tlsConnect({ port: server.port, host: server.host, rejectUnauthorized: false })
    const client = new RawClient(server.host, socket)
    client.#keepSession(socket)
    await once(socket, 'secureConnect')
    return client
  }

  /** Logged in and in TYPE I. */
  static async login(
    server: { host: string; port: number },
    user = 'practice',
    password = 'practice',
  ): Promise<RawClient> {
    const client = await RawClient.connect(server)
    await client.reply()
    await client.expect(331, `USER ${user}`)
    await client.expect(230, `PASS ${password}`)
    await client.expect(200, 'TYPE I')
    return client
  }

  write(line: string | Uint8Array): void {
    this.socket.write(typeof line === 'string' ? `${line}\r\n` : line)
  }

  async command(line: string): Promise<RawReply> {
    this.write(line)
    return this.reply()
  }

  /** Sends a command and insists on the code of its first reply. Returns the reply's text. */
  async expect(code: number, line: string): Promise<string> {
    const reply = await this.command(line)
    if (reply.code !== code) throw new Error(`${line}: wanted ${code}, got ${reply.text}`)
    return reply.text
  }

  async expectGreeting(code: number): Promise<string> {
    const reply = await this.reply()
    if (reply.code !== code) throw new Error(`Greeting: wanted ${code}, got ${reply.text}`)
    return reply.text
  }

  /** The next whole reply. Rejects when the connection ends instead. */
  async reply(): Promise<RawReply> {
    for (;;) {
      const match = /^(?:(\d{3})-[^]*?^\1 .*\r\n|\d{3} .*\r\n)/m.exec(this.#text)
      if (match && match.index === 0) {
        this.#text = this.#text.slice(match[0].length)
        return { code: Number(match[0].slice(0, 3)), text: match[0].trimEnd() }
      }
      if (this.#isOver) throw new Error(`Connection ended; left: ${JSON.stringify(this.#text)}`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Everything until the server's end of the connection. */
  async rest(): Promise<string> {
    while (!this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#text
  }

  async startTls(options: ConnectionOptions = {}): Promise<TLSSocket> {
    await this.expect(234, 'AUTH TLS')
    this.socket.removeAllListeners('data').removeAllListeners('close')
    const secured = tlsConnect({ socket: this.socket, rejectUnauthorized: false, ...options })
    this.socket = secured
    this.#listen(secured)
    this.#keepSession(secured)
    await once(secured, 'secureConnect')
    return secured
  }

  /** EPSV and a connection to the port it names. */
  async passive(): Promise<Socket> {
    const text = await this.expect(229, 'EPSV')
    const socket = connect(Number(/\|\|\|(\d+)\|/.exec(text)?.[1]), this.host)
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }

  /** A listener of ours announced to the server; `arrival` is the server's connection. */
  async active(
    verb: 'PORT' | 'EPRT' = 'EPRT',
  ): Promise<{ arrival: Promise<Socket>; close: () => void }> {
    const listener = createServer()
    listener.listen(0, this.host)
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    const arrival = once(listener, 'connection').then(([socket]) => socket as Socket)
    const family = this.host.includes(':') ? 2 : 1
    const numbers = `${this.host.replaceAll('.', ',')},${port >> 8},${port & 255}`
    const argument = verb === 'PORT' ? numbers : `|${family}|${this.host}|${port}|`
    await this.expect(200, `${verb} ${argument}`)
    return { arrival, close: () => listener.close() }
  }

  /** Downloads with one command over EPSV; the bytes and the last reply. */
  async fetch(line: string): Promise<{ bytes: Buffer; last: RawReply }> {
    const data = await this.passive()
    const bytes = readAll(data)
    const first = await this.command(line)
    const last = first.code < 200 ? await this.reply() : first
    return { bytes: await bytes, last }
  }

  /** Uploads with one command over EPSV; the last reply. */
  async store(line: string, content: string | Uint8Array): Promise<RawReply> {
    const data = await this.passive()
    const first = await this.command(line)
    data.end(content)
    return first.code < 200 ? this.reply() : first
  }

  close(): void {
    this.socket.destroy()
  }

  #listen(socket: Socket): void {
    socket.on('data', (bytes: Buffer) => {
      this.#text += bytes.toString('utf8')
      this.#wake()
    })
    const over = () => {
      this.#isOver = true
      this.#wake()
    }
    socket.on('error', over).on('end', over).on('close', over)
  }

  #keepSession(socket: TLSSocket): void {
    socket.on('session', (session: Buffer) => (this.session = session))
  }
}

/** What arrives until the end; what came before a reset counts too. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.on('close', resolve))
  return Buffer.concat(chunks)
}
