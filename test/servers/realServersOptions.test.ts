import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServer, RealServerName, RealServerOptions } from '../support/realServers.ts'
import { curl } from '../support/realServersClients.ts'
import { until } from '../support/systemUntil.ts'

/** Every option of the fixtures does what its description says, on each of the three servers. */
const running: RealServer[] = []

async function start(name: RealServerName, options: RealServerOptions = {}) {
  const server = await startRealServer(name, options)
  running.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()))
})

/** Opens a control connection and waits for its first line. */
async function greeted(server: RealServer): Promise<{ socket: Socket; greeting: string }> {
  const socket = connect({ host: server.host, port: server.port })
  const [greeting] = (await once(socket.setEncoding('utf8'), 'data')) as [string]
  return { socket, greeting }
}

const withReuse = realServerNames.filter((name) => name !== 'pure-ftpd')

describe.each(realServerNames)('%s', (name) => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('offers %s alone when told so', async (version) => {
    const server = await start(name, { tls: 'explicit', tlsVersions: [version] })
    const only = (number: string) => ['--tls-max', number, `--tlsv${number}`]
    const list = (number: string) => curl(server, '', { security: 'explicit', args: only(number) })
    const [same, other] = version === 'TLSv1.2' ? ['1.2', '1.3'] : ['1.3', '1.2']
    expect(await list(same)).toMatchObject({ status: 0 })
    expect((await list(other)).status).not.toBe(0)
  })

  it('names another address for passive connections', async () => {
    const server = await start(name, { passiveAddress: '203.0.113.9' })
    const args = ['-v', '--disable-epsv', '--ftp-skip-pasv-ip']
    const result = await curl(server, '', { security: 'none', args })
    expect(result).toMatchObject({ status: 0 })
    expect(result.messages).toMatch(/227 .*203,0,113,9,/)
  })

  it('refuses data addresses of others, unless they are allowed', async () => {
    const args = ['--ftp-port', '127.0.0.9']
    const strict = await start(name)
    expect((await curl(strict, '', { security: 'none', args })).status).not.toBe(0)
    const open = await start(name, { allowForeignAddresses: true })
    expect(await curl(open, '', { security: 'none', args })).toMatchObject({ status: 0 })
  })

  it('listens on IPv6', async () => {
    const server = await start(name, { host: '::1' })
    server.place('a.txt', 'six')
    for (const mode of ['passive', 'active'] as const)
      expect(await curl(server, 'a.txt', { security: 'none', mode })).toMatchObject({
        status: 0,
        output: 'six',
      })
  })

  it('listens on another loopback address', async () => {
    const server = await start(name, { host: '127.0.0.2' })
    expect(await curl(server, '', { security: 'none' })).toMatchObject({ status: 0 })
  })

  it('takes no more connections than its limit', async () => {
    const server = await start(name, { connectionLimit: 1 })
    const { socket, greeting } = await greeted(server)
    expect(greeting).toMatch(/^220/)
    socket.write(`USER ${server.user}\r\n`)
    await once(socket, 'data')
    socket.write(`PASS ${server.password}\r\n`)
    await once(socket, 'data')
    const result = await curl(server, '', { security: 'none' })
    expect(result.status).not.toBe(0)
    socket.destroy()
    await until(async () => (await curl(server, '', { security: 'none' })).status === 0)
  })

  it('stop ends open sessions and leaves nothing behind', async () => {
    const server = await start(name)
    const { socket, greeting } = await greeted(server)
    expect(greeting).toMatch(/^220/)
    const closed = once(socket, 'close')
    await server.stop()
    await closed
    expect(isRunning(server.pid)).toBe(false)
    expect(existsSync(dirname(server.folder))).toBe(false)
    const services = readdirSync('/etc/pam.d').filter((file) => file.includes(`-${process.pid}-`))
    expect(services).toEqual([])
    const again = connect({ host: server.host, port: server.port })
    await expect(once(again, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('dies with the process that started it', async () => {
    const script = `
      import { startRealServer } from ${JSON.stringify(join(import.meta.dirname, '../support/realServers.ts'))}
      const server = await startRealServer(${JSON.stringify(name)})
      console.log(JSON.stringify({ pid: server.pid, folder: server.folder }))
      setInterval(() => {}, 1000)
    `
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    const { pid, folder } = JSON.parse(line) as { pid: number; folder: string }
    expect(isRunning(pid)).toBe(true)
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
    await until(() => !isRunning(pid), { what: `the end of ${name}` })
    // What it could not tidy away, the next one does.
    await start(name)
    expect(existsSync(folder)).toBe(false)
  })

  it('shows its own words when it does not start', async () => {
    const extraConfig = [name === 'pure-ftpd' ? '--nonsense' : 'nonsense=1']
    await expect(startRealServer(name, { extraConfig })).rejects.toThrow(/nonsense/)
  })
})

describe.each(withReuse)('%s', (name) => {
  it('requires TLS session reuse, unless told not to', async () => {
    const args = ['--no-sessionid', '--tls-max', '1.2']
    const strict = await start(name, { tls: 'explicit' })
    expect((await curl(strict, '', { security: 'explicit', args })).status).not.toBe(0)
    const lax = await start(name, { tls: 'explicit', requireSessionReuse: false })
    expect(await curl(lax, '', { security: 'explicit', args })).toMatchObject({ status: 0 })
  })

  it('hangs up after its idle time', async () => {
    const server = await start(name, { idleTimeout: 1 })
    const { socket } = await greeted(server)
    socket.resume()
    await once(socket, 'close')
  })
})

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
