import * as tls from 'node:tls'

let isDone = false

/**
 * From the first call on, this process trusts the authorities of the operating system besides
 * those that come with Node: an organisation's own stand only there. Once a process, at the first
 * connection with TLS, as reading the store takes about 0.1 s.
 */
export function trustSystemAuthorities(): void {
  if (isDone) return
  isDone = true
  try {
    const all = [...tls.getCACertificates('default'), ...tls.getCACertificates('system')]
    tls.setDefaultCACertificates([...new Set(all)])
  } catch {
    // A store that cannot be read, or a Node before 24.5: the user is asked about its servers.
  }
}
