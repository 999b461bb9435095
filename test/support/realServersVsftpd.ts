import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { findServerFile, serverProgram } from './realServersInstall.ts'
import { opensslVersions, writeWorkFile } from './realServersSetup.ts'
import type { ServerCommand, ServerSetup } from './realServersSetup.ts'

/**
 * vsftpd knows no users of its own: it asks PAM, which checks against a file of ours, and every
 * login becomes the guest account. The PAM service has to lie in /etc/pam.d.
 */
export function vsftpd(setup: ServerSetup): ServerCommand {
  // PAM looks for the name in lower case.
  const service = basename(setup.work).toLowerCase()
  const log = writeWorkFile(setup, 'vsftpd.log', '')
  const chroot = join(setup.work, 'empty')
  mkdirSync(chroot, { mode: 0o555 })
  const { options } = setup
  const ipv6 = setup.host.includes(':')
  const settings: Record<string, string | number | boolean | undefined> = {
    background: false,
    listen: !ipv6,
    listen_ipv6: ipv6,
    [ipv6 ? 'listen_address6' : 'listen_address']: setup.host,
    listen_port: setup.port,
    pasv_min_port: setup.passivePorts[0],
    pasv_max_port: setup.passivePorts[1],
    pasv_address: options.passiveAddress,
    pasv_promiscuous: options.allowForeignAddresses,
    port_promiscuous: options.allowForeignAddresses,
    max_clients: options.connectionLimit,
    idle_session_timeout: options.idleTimeout,
    anonymous_enable: false,
    local_enable: true,
    guest_enable: true,
    guest_username: setup.owner.name,
    virtual_use_local_privs: true,
    pam_service_name: service,
    local_root: setup.root,
    chroot_local_user: true,
    allow_writeable_chroot: true,
    secure_chroot_dir: chroot,
    write_enable: true,
    mdtm_write: true,
    local_umask: '022',
    // Containers do not let it make namespaces, and its system call filter kills it there.
    seccomp_sandbox: false,
    isolate: false,
    isolate_network: false,
    xferlog_enable: true,
    log_ftp_protocol: true,
    vsftpd_log_file: log,
    ...(options.tls && options.tls !== 'none' ? tlsSettings(setup) : {}),
  }
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${format(value)}`],
  )
  const text = [...lines, ...(options.extraConfig ?? [])].join('\n') + '\n'
  const config = writeWorkFile(setup, 'vsftpd.conf', text)
  const users = writeWorkFile(setup, 'users', `${setup.user}:${setup.passwordHash}\n`)
  const check = findServerFile('vsftpd', 'pam_pwdfile.so')
  return {
    program: serverProgram('vsftpd'),
    args: [config],
    env: opensslVersions(setup),
    logFiles: [log],
    rootOwned: [config],
    systemFile: {
      path: `/etc/pam.d/${service}`,
      text: `auth required ${check} pwdfile=${users}\naccount required pam_permit.so\n`,
    },
  }
}

function tlsSettings(setup: ServerSetup) {
  const { options } = setup
  const certificate = setup.certificate()
  const required = options.requireTls ?? false
  return {
    ssl_enable: true,
    implicit_ssl: options.tls === 'implicit',
    require_ssl_reuse: options.requireSessionReuse ?? true,
    force_local_logins_ssl: required,
    force_local_data_ssl: required,
    rsa_cert_file: certificate.certificateFile,
    rsa_private_key_file: certificate.keyFile,
  }
}

function format(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'YES' : 'NO'
  return String(value)
}
