import { cite } from '../source.ts'
import { words } from '../text.ts'
import type { CommandEntry } from './types.ts'

const section = cite(959, '4.1.2')

/** Transfer parameter commands of RFC 959. */
export const parameterCommands: readonly CommandEntry[] = [
  {
    name: 'PORT',
    syntax: 'PORT h1,h2,h3,h4,p1,p2',
    source: section,
    standing: 'mandatory',
    dataUse: 'prepares',
    title: words('Active mode: call me back here', '主动模式：请回拨到这里'),
    text: words(
      'The client opens a door on its own computer and tells the server its address and port; for the next transfer the server dials in. The first four numbers are the address, the port is p1 × 256 + p2. Behind a home router or firewall this call usually cannot get through, which is why passive mode is more common.',
      '客户端在自己的电脑上开一个端口，把地址和端口告诉服务器；下一次传输由服务器拨过来。前四个数字是地址，端口等于 p1 × 256 + p2。如果客户端在家用路由器或防火墙后面，这个连接通常进不来，所以被动模式更常用。',
    ),
  },
  {
    name: 'PASV',
    syntax: 'PASV',
    source: section,
    standing: 'mandatory',
    dataUse: 'prepares',
    title: words('Passive mode: where may I dial?', '被动模式：我该拨到哪里？'),
    text: words(
      'Asks the server to open a door for the next transfer. The 227 reply names the address and port, and the client dials there. As every connection then starts from the client, it works through most routers and firewalls on the client side.',
      '请服务器为下一次传输开一个端口。227 回复给出地址和端口，由客户端拨过去。由于所有连接都从客户端发起，它能穿过客户端一侧的大多数路由器和防火墙。',
    ),
  },
  {
    name: 'TYPE',
    syntax: 'TYPE A | E | I | L <bits>',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('How bytes are represented', '数据的表示方式'),
    text: words(
      'TYPE I ("image", binary) sends files byte for byte, which is right for nearly everything. TYPE A ("ASCII") converts line ends of text between systems and would damage pictures or archives. Listings are text and may be sent in either.',
      'TYPE I（图像，即二进制）逐字节发送文件，几乎总是正确的选择。TYPE A（ASCII 文本）会在不同系统之间转换换行符，会损坏图片或压缩包。目录列表是文本，两种方式都可以。',
    ),
  },
  {
    name: 'STRU',
    syntax: 'STRU F | R | P',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Structure of files', '文件结构'),
    text: words(
      'Says whether a file is a plain stream of bytes (F), made of records (R) or of pages (P). Everything today is F, the default; the other two belong to old mainframes.',
      '说明文件是普通的字节流（F）、由记录组成（R）还是由页组成（P）。如今一切都是默认的 F，另外两种属于古老的大型机。',
    ),
  },
  {
    name: 'MODE',
    syntax: 'MODE S | B | C | Z',
    source: section,
    standing: 'mandatory',
    dataUse: 'none',
    title: words('Transmission mode', '传输方式'),
    text: words(
      'S (stream) sends the bytes as they are and marks the end by closing the data connection. B (blocks) and C (compressed) are hardly ever supported; Z is a compression that some servers added on their own.',
      'S（流）按原样发送字节，用关闭数据连接来表示结束。B（分块）和 C（压缩）几乎没有服务器支持；Z 是某些服务器自行添加的压缩方式。',
    ),
  },
]
