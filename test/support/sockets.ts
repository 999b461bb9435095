import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** One TCP socket of this machine (proc_net_tcp(5)), loopback and all. */
export type SocketFacts = {
  localPort: number
  remotePort: number
  isListening: boolean
  inode: string
}

/** Linux only. A socket that is closed and only waits out its time is none any more. */
export function openSockets(): SocketFacts[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local, remote, state, , , , , , inode = ''] = line.trim().split(/\s+/)
        const isOver = state === undefined || state === timeWait || inode === '0'
        if (isOver) return []
        const [localPort, remotePort] = [portOf(local), portOf(remote)]
        return [{ localPort, remotePort, isListening: state === listening, inode }]
      }),
  )
}

const timeWait = '06'
const listening = '0A'
const portOf = (address = '') => Number.parseInt(address.split(':')[1] ?? '0', 16)

/** Those of this process. */
export function ownSockets(): SocketFacts[] {
  const inodes = new Set(
    readdirSync('/proc/self/fd').flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${name}`))?.[1] ?? []
      } catch {
        return []
      }
    }),
  )
  return openSockets().filter(({ inode }) => inodes.has(inode))
}

/** Connections at a server's ports, seen from either end. */
export const connectionsAt = (ports: ReadonlySet<number>): SocketFacts[] =>
  openSockets().filter(
    ({ localPort, remotePort, isListening }) =>
      !isListening && (ports.has(localPort) || ports.has(remotePort)),
  )
