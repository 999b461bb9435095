import { join } from 'node:path'
import { serverFile, serverProgram } from './realServersInstall.ts'
import { opensslVersions, writeWorkFile } from './realServersSetup.ts'
import type { ServerCommand, ServerSetup } from './realServersSetup.ts'
import { run } from './system.ts'

/** pure-ftpd is configured by arguments alone and logs what it does to syslog, not to a file. */
export function pureFtpd(setup: ServerSetup): ServerCommand {
  const { options, owner } = setup
  const log = writeWorkFile(setup, 'transfers.log', '')
  const account = [setup.user, setup.passwordHash, owner.uid, owner.gid, '', `${setup.root}/./`]
  const users = writeWorkFile(setup, 'users', account.join(':') + ':'.repeat(12) + '\n')
  const database = join(setup.work, 'users.pdb')
  run(serverFile('pure-ftpd', 'usr/bin/pure-pw'), ['mkdb', database, '-f', users])
  const args = [
    setup.host.includes(':') ? '--ipv6only' : '--ipv4only',
    ...['--bind', `${setup.host},${setup.port}`],
    ...['--passiveportrange', setup.passivePorts.join(':')],
    ...['--login', `puredb:${database}`],
    ...['--pidfile', join(setup.work, 'pure-ftpd.pid')],
    ...['--altlog', `clf:${log}`],
    // The default cuts listings at 10 000 entries.
    ...['--limitrecursion', '2000000:50'],
    ...['--minuid', '1'],
    '--noanonymous',
    '--chrooteveryone',
    '--dontresolve',
    ...(options.passiveAddress ? ['--forcepassiveip', options.passiveAddress] : []),
    ...(options.connectionLimit ? ['--maxclientsnumber', String(options.connectionLimit)] : []),
    ...(options.idleTimeout ? ['--maxidletime', String(Math.ceil(options.idleTimeout / 60))] : []),
    ...(options.allowForeignAddresses ? ['--allowuserfxp'] : []),
    ...(options.tls === 'explicit' ? tlsArguments(setup) : []),
    ...(options.extraConfig ?? []),
  ]
  return {
    program: serverProgram('pure-ftpd'),
    args,
    env: opensslVersions(setup),
    logFiles: [log],
  }
}

function tlsArguments(setup: ServerSetup): string[] {
  const { certificateFile, keyFile } = setup.certificate()
  const level = setup.options.requireTls ? '3' : '1'
  return ['--tls', level, '--certfile', `${certificateFile},${keyFile}`]
}
