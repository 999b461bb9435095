import { connect } from 'node:net'

/**
 * Sends bytes as they are and gives everything that comes back until the other side closes.
 * Rejects if it is still open after five seconds.
 */
export function sendRaw(port: number, head: string, body: Buffer | string = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head.replaceAll('\n', '\r\n'))
      socket.write(body)
    })
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`Still open after 5 s, having sent ${JSON.stringify(received)}`))
    }, 5_000)
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(received)
    })
  })
}
