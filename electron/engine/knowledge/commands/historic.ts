import { cite } from '../source.ts'
import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

const section = cite(1123, '4.1.3.1')

function experimental(
  name: string,
  successor: string,
  argument: string,
  en: string,
  zh: string,
): CommandEntry {
  return {
    name,
    syntax: `${name}${argument}`,
    source: section,
    standing: 'historic',
    dataUse: 'none',
    title: words(`${en} (old form of ${successor})`, `${zh}（${successor} 的旧写法）`),
    text: words(
      `Means the same as ${successor}. The X marks it as an experiment from before FTP was settled in 1985; some clients and servers still use it, and servers should understand both.`,
      `与 ${successor} 意思相同。X 表示它是 1985 年 FTP 定稿之前的试验性命令；有些客户端和服务器仍在使用，服务器应当两种写法都能理解。`,
    ),
  }
}

/** Forms from before RFC 959, and the long-address commands of RFC 1639 that nobody adopted. */
export const historicCommands: readonly CommandEntry[] = [
  experimental('XCWD', 'CWD', ' <folder>', 'Go to a folder', '进入文件夹'),
  experimental('XCUP', 'CDUP', '', 'Go up one folder', '返回上一级文件夹'),
  experimental('XMKD', 'MKD', ' <folder>', 'Make a folder', '新建文件夹'),
  experimental('XRMD', 'RMD', ' <folder>', 'Remove a folder', '删除文件夹'),
  experimental('XPWD', 'PWD', '', 'Where am I?', '我在哪里？'),
  {
    name: 'LPRT',
    syntax: 'LPRT <family>,<length>,<address…>,2,p1,p2',
    source: cite(5797, '2.5'),
    standing: 'historic',
    dataUse: 'prepares',
    title: words('Active mode for long addresses', '长地址的主动模式'),
    text: words(
      'An early attempt to carry addresses longer than four numbers, as IPv6 needs. EPRT took its place; servers that still know it are rare.',
      '为承载超过四个数字的地址（如 IPv6）而做的早期尝试。它已被 EPRT 取代，如今很少有服务器支持。',
    ),
  },
  {
    name: 'LPSV',
    syntax: 'LPSV',
    source: cite(5797, '2.5'),
    standing: 'historic',
    dataUse: 'prepares',
    title: words('Passive mode for long addresses', '长地址的被动模式'),
    text: words(
      'The passive twin of LPRT, answered with 228. EPSV took its place.',
      '与 LPRT 相对应的被动模式命令，回复是 228。它已被 EPSV 取代。',
    ),
  },
]
