import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serverFile, serverProgram } from './realServersInstall.ts'
import { writeWorkFile } from './realServersSetup.ts'
import type { ServerCommand, ServerSetup } from './realServersSetup.ts'

export function proftpd(setup: ServerSetup): ServerCommand {
  const { options, owner } = setup
  const log = writeWorkFile(setup, 'proftpd.log', '')
  const commands = writeWorkFile(setup, 'commands.log', '')
  const tlsLog = writeWorkFile(setup, 'tls.log', '')
  const identity = `${owner.uid}:${owner.gid}`
  const users = writeWorkFile(
    setup,
    'users',
    `${setup.user}:${setup.passwordHash}:${identity}::${setup.root}:/bin/false\n`,
  )
  const groups = writeWorkFile(setup, 'groups', `${setup.user}:x:${owner.gid}:\n`)
  const withTls = options.tls !== undefined && options.tls !== 'none'
  const lines = [
    ...moduleLines(['mod_ls', 'mod_xfer', 'mod_delay', ...(withTls ? ['mod_tls'] : [])]),
    'ServerName "ProFTPD"',
    'ServerType standalone',
    `DefaultAddress ${setup.host}`,
    'SocketBindTight on',
    `Port ${setup.port}`,
    `PassivePorts ${setup.passivePorts.join(' ')}`,
    ...(options.passiveAddress ? [`MasqueradeAddress ${options.passiveAddress}`] : []),
    `AllowForeignAddress ${options.allowForeignAddresses ? 'on' : 'off'}`,
    ...(options.connectionLimit ? [`MaxClients ${options.connectionLimit}`] : []),
    ...(options.idleTimeout ? [`TimeoutIdle ${options.idleTimeout}`] : []),
    // Accounts are virtual; "User" is who the listening process becomes.
    'User daemon',
    'Group daemon',
    'AuthOrder mod_auth_file.c',
    `AuthUserFile ${users}`,
    `AuthGroupFile ${groups}`,
    'RequireValidShell off',
    'DefaultRoot ~',
    'Umask 022',
    'AllowOverwrite on',
    'AllowStoreRestart on',
    'AllowRetrieveRestart on',
    'UseReverseDNS off',
    'DelayEngine off',
    'ControlsEngine off',
    'WtmpLog off',
    'TransferLog none',
    `PidFile ${join(setup.work, 'proftpd.pid')}`,
    `ScoreboardFile ${join(setup.work, 'scoreboard')}`,
    `SystemLog ${log}`,
    'LogFormat commands "%{pid} %r -> %s %S"',
    `ExtendedLog ${commands} ALL commands`,
    ...(withTls ? tlsLines(setup, tlsLog) : []),
    ...(options.extraConfig ?? []),
  ]
  const config = writeWorkFile(setup, 'proftpd.conf', lines.join('\n') + '\n')
  return {
    program: serverProgram('proftpd'),
    args: ['--nodaemon', '--config', config],
    logFiles: [log, commands, tlsLog],
  }
}

/** Debian 13 made modules of what was built in before: they are loaded where they are there. */
function moduleLines(names: string[]): string[] {
  const folder = serverFile('proftpd', 'usr/lib/proftpd')
  const loaded = names.filter((name) => existsSync(join(folder, `${name}.so`)))
  return [`ModulePath ${folder}`, ...loaded.map((name) => `LoadModule ${name}.c`)]
}

function tlsLines(setup: ServerSetup, log: string): string[] {
  const { options } = setup
  const certificate = setup.certificate()
  const flags = [
    ...(options.tls === 'implicit' ? ['UseImplicitSSL'] : []),
    ...(options.requireSessionReuse === false ? ['NoSessionReuseRequired'] : []),
  ]
  return [
    'TLSEngine on',
    `TLSLog ${log}`,
    `TLSProtocol ${(options.tlsVersions ?? ['TLSv1.2', 'TLSv1.3']).join(' ')}`,
    `TLSRSACertificateFile ${certificate.certificateFile}`,
    `TLSRSACertificateKeyFile ${certificate.keyFile}`,
    'TLSVerifyClient off',
    `TLSRequired ${options.requireTls ? 'on' : 'off'}`,
    'TLSRenegotiate none',
    ...(flags.length > 0 ? [`TLSOptions ${flags.join(' ')}`] : []),
  ]
}
