import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { atExit } from './realServersLeftovers.ts'
import { asRoot, runAsRoot } from './system.ts'

/** What the router between the two does to packets, as lines of an nftables chain. */
export type NetworkOptions = {
  /** Lines of a forward chain; what no line drops or rejects passes. */
  forward?: readonly string[]
  /** The client stands behind the router's public address, as behind any home router. */
  hidesClient?: boolean
  /** The server stands behind the router's public address; only these of its ports are let in. */
  publishesPorts?: readonly number[]
}

export type Network = {
  /** Address at which the client finds the server. */
  serverAddress: string
  /** Address that the server itself has. */
  ownServerAddress: string
  clientAddress: string
  /** Runs a program on the client's or the server's computer. */
  spawn(place: 'client' | 'server', program: string, args: readonly string[]): ChildProcess
  /** Changes what passes, while connections stand. */
  setForward(lines: readonly string[]): void
  remove(): void
}

let count = 0

/**
 * Two computers with a router between them, made of Linux network namespaces: real packets, real
 * firewalls, nothing of the machine's own network. Needs root or sudo, iproute2 and nftables.
 * Addresses are documentation ones (RFC 5737) where they stand for the internet.
 */
export function startNetwork(options: NetworkOptions = {}): Network {
  const id = `sampan${process.pid}-${++count}`
  const names = { client: `${id}c`, router: `${id}r`, server: `${id}s` }
  const isHidden = { client: options.hidesClient ?? false, server: !!options.publishesPorts }
  const nets = {
    client: isHidden.client ? '192.168.77' : '198.51.100',
    server: isHidden.server ? '10.71.0' : '203.0.113',
  }
  const ip = (...args: string[]) => runAsRoot('ip', args)
  const nft = (text: string) => {
    runAsRoot('ip', ['netns', 'exec', names.router, 'nft', text])
  }
  const setForward = (lines: readonly string[]) => {
    nft('flush chain ip filter forward')
    for (const line of lines) nft(`add rule ip filter forward ${line}`)
  }
  const remove = () => {
    forget()
    for (const name of Object.values(names))
      try {
        ip('netns', 'delete', name)
      } catch {
        // It never came to be.
      }
  }
  const forget = atExit(remove)
  try {
    for (const name of Object.values(names)) {
      ip('netns', 'add', name)
      ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    for (const [place, far] of [
      ['client', 'c0'],
      ['server', 's0'],
    ] as const) {
      ip('-n', names[place], 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', far)
      ip('-n', names[place], 'link', 'set', far, 'netns', names.router)
      ip('-n', names[place], 'address', 'add', `${nets[place]}.2/24`, 'dev', 'eth0')
      ip('-n', names.router, 'address', 'add', `${nets[place]}.1/24`, 'dev', far)
      ip('-n', names[place], 'link', 'set', 'eth0', 'up')
      ip('-n', names.router, 'link', 'set', far, 'up')
      ip('-n', names[place], 'route', 'add', 'default', 'via', `${nets[place]}.1`)
    }
    const routed = ['netns', 'exec', names.router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']
    ip(...routed)
    nft('add table ip filter')
    nft('add chain ip filter forward { type filter hook forward priority 0 ; policy accept ; }')
    nft('add table ip nat')
    nft('add chain ip nat before { type nat hook prerouting priority -100 ; }')
    nft('add chain ip nat after { type nat hook postrouting priority 100 ; }')
    if (isHidden.client) nft('add rule ip nat after oifname "s0" masquerade')
    if (isHidden.server) nft('add rule ip nat after oifname "c0" masquerade')
    for (const port of options.publishesPorts ?? [])
      nft(`add rule ip nat before iifname "c0" tcp dport ${port} dnat to ${nets.server}.2`)
    setForward(options.forward ?? [])
  } catch (error) {
    remove()
    throw error
  }
  return {
    serverAddress: isHidden.server ? `${nets.client}.1` : `${nets.server}.2`,
    ownServerAddress: `${nets.server}.2`,
    clientAddress: `${nets.client}.2`,
    spawn: (place, program, args) =>
      spawn(...asRoot('ip', ['netns', 'exec', names[place], program, ...args]), {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    setForward,
    remove,
  }
}
