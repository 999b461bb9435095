import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Certificate } from './realServersCertificate.ts'
import { rootAccess } from './system.ts'

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3'

export type RealServerOptions = {
  /** `none` when left out. Implicit TLS: see `hasImplicitTls`. */
  tls?: 'none' | 'explicit' | 'implicit'
  /** TLS versions the server offers; 1.2 and 1.3 when left out. */
  tlsVersions?: readonly TlsVersion[]
  /** Data connections must resume the control connection's session; pure-ftpd cannot. Default true. */
  requireSessionReuse?: boolean
  /** Refuse logins and data connections without TLS. Default false. */
  requireTls?: boolean
  /** The address the server listens on: 127.0.0.1 when left out; any of 127.0.0.0/8, or ::1. */
  host?: string
  /** The control port; a free one when left out. */
  port?: number
  /** First and last port for passive data connections; a range of free ones when left out. */
  passivePorts?: [number, number]
  /** IPv4 address named in the answer to PASV in place of the real one. */
  passiveAddress?: string
  /** Connections the server accepts at the same time; for proftpd, logins. */
  connectionLimit?: number
  /** Seconds without a command until the server hangs up. pure-ftpd rounds up to minutes. */
  idleTimeout?: number
  /** Accept data addresses other than the client's, as server-to-server transfers need. */
  allowForeignAddresses?: boolean
  /** Lines added to the configuration file; for pure-ftpd command-line arguments. */
  extraConfig?: string[]
  /** A certificate in place of a new one, such as that of an earlier server. */
  certificate?: Certificate
}

/** What a server's own part needs to know to write its configuration. */
export type ServerSetup = {
  /** Private folder of this server, for configuration and logs. */
  work: string
  /** The folder that the user sees as "/". */
  root: string
  host: string
  port: number
  passivePorts: [number, number]
  user: string
  /** The password as crypt(3) SHA-512. */
  passwordHash: string
  owner: FileOwner
  /** Made when it is first asked for. */
  certificate: () => Certificate
  options: RealServerOptions
}

export type ServerCommand = {
  program: string
  args: string[]
  env?: Record<string, string>
  logFiles: string[]
  /** Files that must belong to root, or the server refuses them. */
  rootOwned?: string[]
  /** A file to be placed outside of the server's folder, removed when the server stops. */
  systemFile?: { path: string; text: string }
}

/** The account that owns the files behind the login. */
export type FileOwner = { name: string; uid: number; gid: number }

/**
 * As root: `daemon`, which every Debian has, with a home that exists (vsftpd needs one). Through
 * sudo: the user who runs the tests, so that these can write into the servers' folders.
 */
export function fileOwner(): FileOwner {
  if (rootAccess() !== 'root') {
    const { username, uid, gid } = userInfo()
    return { name: username, uid, gid }
  }
  const line = readFileSync('/etc/passwd', 'utf8').match(/^daemon:[^:]*:(\d+):(\d+):/m)
  if (!line) throw new Error('there is no account "daemon" in /etc/passwd')
  return { name: 'daemon', uid: Number(line[1]), gid: Number(line[2]) }
}

export function writeWorkFile(setup: ServerSetup, name: string, text: string, mode = 0o600) {
  const path = join(setup.work, name)
  writeFileSync(path, text, { mode })
  return path
}

/** Restricts the TLS versions of servers that have no setting for them, through OpenSSL itself. */
export function opensslVersions(setup: ServerSetup): Record<string, string> {
  const versions = setup.options.tlsVersions
  if (!versions) return {}
  const text = [
    'openssl_conf = start',
    '[start]',
    'ssl_conf = ssl',
    '[ssl]',
    'system_default = limits',
    '[limits]',
    `MinProtocol = ${versions.includes('TLSv1.2') ? 'TLSv1.2' : 'TLSv1.3'}`,
    `MaxProtocol = ${versions.includes('TLSv1.3') ? 'TLSv1.3' : 'TLSv1.2'}`,
  ]
  return { OPENSSL_CONF: writeWorkFile(setup, 'openssl.cnf', text.join('\n') + '\n', 0o644) }
}
