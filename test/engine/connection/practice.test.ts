import { startPracticeServer } from '../../../electron/engine/practice/index.ts'
import { describeConnection } from '../../support/connectionSuite.ts'

const password = 'canary-5f1c'

const start =
  (tls: 'none' | 'explicit' | 'implicit', host = '127.0.0.1') =>
  async () => {
    const server = await startPracticeServer({ tls, host, users: [{ name: 'tester', password }] })
    return {
      host,
      port: server.port,
      user: 'tester',
      password,
      folder: '/incoming',
      stop: () => server.stop(),
    }
  }

describeConnection({ name: 'practice server, plain', start: start('none'), encryption: 'none' })
describeConnection({
  name: 'practice server, explicit TLS',
  start: start('explicit'),
  encryption: 'required',
})
describeConnection({
  name: 'practice server, implicit TLS',
  start: start('implicit'),
  encryption: 'implicit',
})
describeConnection({
  name: 'practice server, IPv6',
  start: start('none', '::1'),
  encryption: 'none',
})
