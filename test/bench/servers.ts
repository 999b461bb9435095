import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RealServer, RealServerName, RealServerOptions } from '../support/realServers.ts'
import { startRealServer } from '../support/realServers.ts'
import { fileOwner } from '../support/realServersSetup.ts'
import type { Access } from './contenders.ts'
import type { Workshop } from './suite.ts'

/** Logging every command is no part of what is measured. */
const quietly: Partial<Record<RealServerName, string[]>> = {
  vsftpd: ['xferlog_enable=NO', 'log_ftp_protocol=NO'],
}

/** A server for the length of a suite, and how to log in to it. */
export async function startServer(
  workshop: Workshop,
  name: RealServerName,
  options: RealServerOptions = {},
): Promise<{ server: RealServer; access: Access }> {
  const extraConfig = [...(quietly[name] ?? []), ...(options.extraConfig ?? [])]
  const server = await startRealServer(name, { ...options, extraConfig })
  workshop.atEnd(() => server.stop())
  const isTls = options.tls !== undefined && options.tls !== 'none'
  const { host, port, user, password } = server
  const access: Access = { host, port, user, password, isTls }
  if (!isTls) return { server, access }
  const { fingerprint256, certificateFile } = server.certificate
  return { server, access: { ...access, fingerprint: fingerprint256, authority: certificateFile } }
}

/** A folder on the server that its user can write to. */
export function writableFolder(server: RealServer, name: string): string {
  const folder = join(server.folder, name)
  mkdirSync(folder, { recursive: true })
  const { uid, gid } = fileOwner()
  chownSync(folder, uid, gid)
  chmodSync(folder, 0o777)
  return folder
}
