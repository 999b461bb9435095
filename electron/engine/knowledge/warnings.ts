import { say, words } from './text.ts'
import type { Locale, Text, Values } from './text.ts'

export type WarningCode =
  | 'password-in-clear'
  | 'data-in-clear'
  | 'commands-in-clear'
  | 'private-passive-address'
  | 'private-active-address'
  | 'unroutable-address'
  | 'data-address-differs'
  | 'reserved-port'
  | 'malformed-address'
  | 'tls-not-resumed'
  | 'weak-tls'
  | 'noop-during-transfer'
  | 'listing-cut-short'
  | 'out-of-sequence'

export type Warning = { code: WarningCode; text: string }

export const warningTexts: Readonly<Record<WarningCode, Text>> = {
  'password-in-clear': words(
    'This connection is not encrypted: anybody on the way can read name and password.',
    '这条连接没有加密：途中的任何人都能看到用户名和密码。',
  ),
  'data-in-clear': words(
    'From here on files and lists travel unencrypted.',
    '从现在起，文件和列表将以明文传输。',
  ),
  'commands-in-clear': words(
    'From here on commands travel unencrypted and can be changed on the way.',
    '从现在起，命令将以明文传输，途中可能被篡改。',
  ),
  'private-passive-address': words(
    'The server at {control} announces {host}, an address that only exists inside its own network. The client should dial {control} instead.',
    '位于 {control} 的服务器公布了 {host}，这是只在其内部网络中存在的地址。客户端应改为拨打 {control}。',
  ),
  'private-active-address': words(
    'The client announces {host}, which the server at {control} cannot reach: it only exists inside the network here. The external address belongs in this place.',
    '客户端公布了 {host}，位于 {control} 的服务器无法到达：它只存在于本地网络中。这里应填写对外的公网地址。',
  ),
  'unroutable-address': words(
    '{host} is not an address that can be dialled.',
    '{host} 不是可以拨打的地址。',
  ),
  'data-address-differs': words(
    'The data connection is to lead to {host}, but the conversation is with {control}. Between two servers that is intended; otherwise it may be a mistake or an attack.',
    '数据连接指向 {host}，而对话的对方是 {control}。服务器之间直接传输时这是有意的，否则可能是错误或攻击。',
  ),
  'reserved-port': words(
    'Port {port} is reserved for well-known services; data connections use ports from 1024 on.',
    '端口 {port} 保留给公认服务；数据连接使用 1024 以上的端口。',
  ),
  'malformed-address': words(
    'The address is not written as the standard demands, so it cannot be used.',
    '地址的写法不符合标准，因此无法使用。',
  ),
  'tls-not-resumed': words(
    'The data connection began a TLS session of its own. It is encrypted, but it does not prove that the same two computers are talking; some servers refuse it.',
    '数据连接开始了一个独立的 TLS 会话。它是加密的，但不能证明是同样的两台电脑在通话；有些服务器会拒绝。',
  ),
  'weak-tls': words(
    '{name} is outdated protection that can be broken.',
    '{name} 是过时的保护方式，可能被破解。',
  ),
  'noop-during-transfer': words(
    'A transfer is running. Some servers answer NOOP too late or break the transfer off.',
    '传输正在进行。有些服务器会很晚才回答 NOOP，或因此中断传输。',
  ),
  'listing-cut-short': words('The list is probably not complete.', '列表可能不完整。'),
  'out-of-sequence': words(
    'This does not fit the order of commands and replies. Expected: {expected}.',
    '这不符合命令与回复的顺序。应为：{expected}。',
  ),
}

export const warn = (code: WarningCode, locale: Locale, values?: Values): Warning => ({
  code,
  text: say(warningTexts[code], locale, values),
})

const weakCiphers = /RC4|DES|NULL|EXP(ORT)?[-_]|MD5|anon|\bADH\b|\bAECDH\b/i
const weakVersions = /^(SSLv[23]|TLSv1(\.[01])?)$/i

/** The outdated part of a TLS connection, or undefined when nothing is known to be weak. */
export function weaknessOf(tls: { version?: string; cipher?: string }): string | undefined {
  if (tls.version && weakVersions.test(tls.version)) return tls.version
  if (tls.cipher && weakCiphers.test(tls.cipher)) return tls.cipher
  return undefined
}
