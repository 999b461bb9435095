import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Certificate } from './realServersCertificate.ts'

/** Connects, waits for the 220 greeting and takes leave, so that the session is over afterwards. */
export function greet(
  target: { host: string; port: number },
  certificate: Certificate | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = certificate ? connectTls({ ...target, ca: certificate.pem }) : connect(target)
    let text = ''
    socket.setEncoding('utf8')
    socket.setTimeout(5_000, () => socket.destroy(new Error('no greeting within 5 s')))
    socket.on('data', (chunk: string) => {
      const greeted = isGreeting(text)
      text += chunk
      if (!greeted && isGreeting(text)) socket.write('QUIT\r\n')
    })
    socket.on('error', reject)
    socket.on('close', () =>
      isGreeting(text) ? resolve() : reject(new Error(`no greeting: ${text}`)),
    )
  })
}

function isGreeting(text: string): boolean {
  return /^220 [^\n]*\r\n/m.test(text)
}
