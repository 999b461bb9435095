import { startRealServer } from './realServers.ts'
import type { RealServerName, RealServerOptions } from './realServers.ts'

/**
 * A program: a real server on the computer it runs on, told on standard output as a line of JSON.
 * Ends with its standard input. For `Network.spawn`, where the test itself cannot be.
 */
const [name, options] = process.argv.slice(2)
const server = await startRealServer(
  name as RealServerName,
  JSON.parse(options ?? '{}') as RealServerOptions,
)
server.place('a.txt', 'hello\n')
const { port, user, password, passivePorts } = server
process.stdout.write(`${JSON.stringify({ port, user, password, passivePorts })}\n`)
process.stdin.resume().on('end', () => {
  void server.stop().then(() => process.exit(0))
})
