import { describeConnection } from '../support/connectionSuite.ts'
import { hasImplicitTls, realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServerName, RealServerOptions } from '../support/realServers.ts'

const start = (name: RealServerName, tls: RealServerOptions['tls']) => async () => {
  const server = await startRealServer(name, { tls })
  return {
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    folder: server.remoteFolder,
    stop: () => server.stop(),
  }
}

for (const name of realServerNames) {
  describeConnection({ name: `${name}, plain`, start: start(name, 'none'), encryption: 'none' })
  describeConnection({
    name: `${name}, explicit TLS`,
    start: start(name, 'explicit'),
    encryption: 'required',
  })
  if (hasImplicitTls(name))
    describeConnection({
      name: `${name}, implicit TLS`,
      start: start(name, 'implicit'),
      encryption: 'implicit',
    })
}
