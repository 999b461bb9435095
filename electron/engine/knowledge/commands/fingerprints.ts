import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

function fingerprint(name: string, method: string, en: string, zh: string): CommandEntry {
  return {
    name,
    syntax: `${name} <file> [<first> <last>]`,
    source: 'vendor',
    standing: 'vendor',
    dataUse: 'none',
    title: words(`Fingerprint of a file with ${method}`, `用 ${method} 计算文件指纹`),
    text: words(
      `Lets the server compute the ${method} value of a file, so that the client can compare it with its own copy. ${en}`,
      `让服务器计算文件的 ${method} 值，客户端用它与自己的副本比较。${zh}`,
    ),
  }
}

const weak = [
  'It finds damage on the way, but does not protect against forgery.',
  '它能发现途中的损坏，但不能防止伪造。',
] as const
const strong = [
  'If both are equal the copies are identical beyond reasonable doubt.',
  '两者相同，就可以确信副本完全一致。',
] as const

/** Fingerprint commands that servers invented before the HASH draft. */
export const fingerprintCommands: readonly CommandEntry[] = [
  fingerprint('XCRC', 'CRC32', ...weak),
  fingerprint('XMD5', 'MD5', ...weak),
  fingerprint('MD5', 'MD5', ...weak),
  fingerprint('MMD5', 'MD5', ...weak),
  fingerprint('XSHA', 'SHA-1', ...weak),
  fingerprint('XSHA1', 'SHA-1', ...weak),
  fingerprint('XSHA256', 'SHA-256', ...strong),
  fingerprint('XSHA512', 'SHA-512', ...strong),
]
