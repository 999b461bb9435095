import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RealServer } from '../support/realServers.ts'
import type { Command } from './measure.ts'
import { root } from './places.ts'

export type Access = Pick<RealServer, 'host' | 'port' | 'user' | 'password'> & {
  isTls: boolean
  fingerprint?: string
  authority?: string
  /** Runs a client where it reaches the server. */
  inside?: (command: Command) => Command
}

const asIs = (command: Command) => command

/** Sampan's own command line program, as it is built. */
export function sampan(access: Access, args: string[], more: Partial<Command> = {}): Command {
  const { isTls, fingerprint, password, inside = asIs } = access
  return inside({
    program: process.execPath,
    args: [
      join(root, 'dist/cli/main.mjs'),
      args[0]!,
      '--quiet',
      ...(isTls ? ['--tls', 'required', '--trust', fingerprint!] : ['--tls', 'none']),
      ...args.slice(1),
    ],
    env: { SAMPAN_PASSWORD: password },
    ...more,
  })
}

export const urlOf = ({ user, host, port }: Access, path: string) =>
  `ftp://${user}@${host}:${port}/${path}`

/** curl with its requests in a configuration on standard input. */
export function curl(
  access: Access,
  requests: string[],
  { parallel, ...more }: Partial<Command> & { parallel?: number } = {},
): Command {
  const { user, password, isTls, authority, inside = asIs } = access
  const common = [
    `user = "${user}:${password}"`,
    ...(isTls ? ['ssl-reqd', `cacert = "${authority}"`] : []),
    'silent',
    'show-error',
  ]
  const separate = requests.map((request) => [...common, request].join('\n')).join('\nnext\n')
  return inside({
    program: 'curl',
    args: [
      '--config',
      '-',
      ...(parallel === undefined ? [] : ['-Z', '--parallel-max', String(parallel)]),
    ],
    input: parallel === undefined ? separate : [...common, ...requests].join('\n'),
    ...more,
  })
}

export const curlUrl = ({ host, port, isTls }: Access, path: string) =>
  // Certificates of the servers are made for names; 127.0.0.1 is one of them.
  `url = "ftp://${isTls ? 'localhost' : host}:${port}/${path}"`

/** lftp with a script of commands after the login. */
export function lftp(access: Access, commands: string[], more: Partial<Command> = {}): Command {
  const { user, password, host, port, isTls, authority, inside = asIs } = access
  const script = [
    'set cmd:fail-exit true',
    'set cmd:interactive false',
    'set xfer:clobber true',
    `set ftp:ssl-allow ${isTls}`,
    `set ftp:ssl-force ${isTls}`,
    'set ftp:ssl-protect-data true',
    ...(isTls ? [`set ssl:ca-file ${authority}`] : []),
    `open -u ${user},${password} ftp://${isTls ? 'localhost' : host}:${port}`,
    ...commands,
  ]
  return inside({ program: 'lftp', args: ['--norc'], input: `${script.join('\n')}\n`, ...more })
}

/** ncftpget or ncftpput, with the login in a file. It knows no TLS. */
export function ncftp(
  access: Access,
  program: 'ncftpget' | 'ncftpput',
  args: string[],
  folder: string,
  more: Partial<Command> = {},
): Command {
  const { user, password, host, port, inside = asIs } = access
  const login = join(folder, 'ncftp.login')
  writeFileSync(login, `host ${host}\nuser ${user}\npass ${password}\n`, { mode: 0o600 })
  return inside({ program, args: ['-f', login, '-P', String(port), '-V', ...args], ...more })
}
