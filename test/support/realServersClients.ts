import { spawn } from 'node:child_process'
import type { RealServer } from './realServers.ts'
import type { RealServerOptions } from './realServersSetup.ts'

export type Security = NonNullable<RealServerOptions['tls']>
export type Mode = 'passive' | 'active'

export type ClientOptions = {
  security: Security
  mode?: Mode
  /** Stands for the right password. */
  password?: string
  args?: string[]
}

export type ClientResult = { status: number | null; output: string; messages: string }

/** Runs curl on a path of the server. The password goes through standard input, never argv. */
export async function curl(
  server: RealServer,
  path: string,
  options: ClientOptions,
): Promise<ClientResult> {
  const { security, mode = 'passive', password = server.password, args = [] } = options
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  const scheme = security === 'implicit' ? 'ftps' : 'ftp'
  const url = `${scheme}://${host}:${server.port}/${encodeURI(path)}`
  const tls =
    security === 'none' ? [] : ['--ssl-reqd', '--cacert', server.certificate.certificateFile]
  return runClient(
    'curl',
    [
      ...['--silent', '--show-error', '--max-time', '20', '--globoff', '--config', '-'],
      ...(mode === 'active' ? ['--ftp-port', '-'] : []),
      ...[...tls, ...args, url],
    ],
    `user = "${server.user}:${password}"\n`,
  )
}

/** Runs a script of lftp commands after logging in. */
export async function lftp(
  server: RealServer,
  commands: string[],
  { security, mode = 'passive', password = server.password }: ClientOptions,
): Promise<ClientResult> {
  const scheme = security === 'implicit' ? 'ftps' : 'ftp'
  const lines = [
    'set cmd:fail-exit true',
    'set net:timeout 10',
    'set net:max-retries 1',
    'set cmd:interactive false',
    `set ssl:ca-file ${server.certificate.certificateFile}`,
    `set ftp:ssl-allow ${security === 'explicit'}`,
    `set ftp:ssl-force ${security === 'explicit'}`,
    'set ftp:ssl-protect-data true',
    `set ftp:passive-mode ${mode === 'passive'}`,
    // By name: the certificate's addresses are not looked at.
    `open -u ${server.user},${password} ${scheme}://localhost:${server.port}`,
    ...commands,
  ]
  return runClient('lftp', ['--norc'], lines.join('\n') + '\n')
}

function runClient(command: string, args: string[], input: string): Promise<ClientResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    let output = ''
    let messages = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, output, messages }))
    child.stdin.end(input)
  })
}
