import { words } from '../text.ts'
import type { Text } from '../text.ts'
import type { CommandEntry, DataUse } from './types.ts'

const vendor = (
  name: string,
  syntax: string,
  title: Text,
  text: Text,
  dataUse: DataUse = 'none',
): CommandEntry => ({ name, syntax, source: 'vendor', standing: 'vendor', dataUse, title, text })

/** Commands that stand in no RFC: expired drafts and inventions of single servers. */
export const vendorCommands: readonly CommandEntry[] = [
  vendor(
    'MFMT',
    'MFMT <YYYYMMDDhhmmss> <file>',
    words('Set the time of last change', '设置修改时间'),
    words(
      'Gives a file the modification time it had at home, written in world time (UTC). It comes from a draft that never became a standard, but many servers know it.',
      '把文件的修改时间设为它原来的时间，按世界时（UTC）书写。它来自一份未成为标准的草案，但许多服务器都支持。',
    ),
  ),
  vendor(
    'MFCT',
    'MFCT <YYYYMMDDhhmmss> <file>',
    words('Set the time of creation', '设置创建时间'),
    words(
      'The twin of MFMT for the time at which a file was created. Only a few servers can do it, because many file systems do not keep this time.',
      '与 MFMT 类似，设置文件的创建时间。只有少数服务器支持，因为许多文件系统不保存这个时间。',
    ),
  ),
  vendor(
    'MFF',
    'MFF <fact=value;…> <file>',
    words('Change facts of a file', '修改文件信息'),
    words(
      'Sets one or more facts of a file, such as its time or permissions, in the words that MLST uses for them. The FEAT answer lists which facts may be changed.',
      '用 MLST 中的名称设置文件的一项或多项信息，例如时间或权限。FEAT 的回答会列出哪些信息可以修改。',
    ),
  ),
  vendor(
    'HASH',
    'HASH <file>',
    words('Fingerprint of a file', '文件指纹'),
    words(
      'Lets the server compute a fingerprint of a file. When the client computes the same one from its copy, both are identical, byte for byte. OPTS HASH chooses the method.',
      '让服务器计算文件的指纹。如果客户端对自己的副本算出同样的结果，两者就逐字节相同。用 OPTS HASH 选择算法。',
    ),
  ),
  vendor(
    'RANG',
    'RANG <first> <last>',
    words('Only this part', '只要这一段'),
    words(
      'Limits the next transfer to a range of bytes, where REST can only name the beginning. RANG 1 0 takes the limit off again.',
      '把下一次传输限制在一段字节范围内，而 REST 只能指定起点。RANG 1 0 取消限制。',
    ),
  ),
  vendor(
    'CLNT',
    'CLNT <name of the program>',
    words('Which program am I', '我是什么程序'),
    words(
      'Tells the server the name of the client program, as a courtesy and for its statistics. Some servers switch on UTF-8 only after they heard it.',
      '把客户端程序的名字告诉服务器，出于礼貌，也便于统计。有些服务器收到它之后才启用 UTF-8。',
    ),
  ),
  vendor(
    'CSID',
    'CSID Name=<name>; Version=<version>;',
    words('Introduction of both programs', '双方程序互相介绍'),
    words(
      'The client introduces itself with name and version, and the server answers in the same way. Both can use it to work around known weaknesses of the other.',
      '客户端报上名称和版本，服务器以同样的方式回答。双方可以据此避开对方已知的缺陷。',
    ),
  ),
  vendor(
    'PRET',
    'PRET <transfer command>',
    words('This is what comes next', '接下来要做的事'),
    words(
      'Announces the transfer before PASV, so that a server spread over several computers can name the one that holds the file. Servers that ask for it list PRET in FEAT.',
      '在 PASV 之前预告要进行的传输，使分布在多台电脑上的服务器能给出存放文件的那一台。需要它的服务器会在 FEAT 中列出 PRET。',
    ),
    'prepares',
  ),
  vendor(
    'SSCN',
    'SSCN ON | OFF',
    words('Trade places in the TLS handshake', '互换 TLS 握手角色'),
    words(
      'Makes the server play the client in the TLS handshake of a data connection. It is needed when two servers exchange a file directly, because one of them has to begin.',
      '让服务器在数据连接的 TLS 握手中扮演客户端。两台服务器直接交换文件时需要它，因为其中一方必须先开始。',
    ),
  ),
  vendor(
    'CPSV',
    'CPSV',
    words('Passive mode with TLS roles traded', '互换 TLS 角色的被动模式'),
    words(
      'Like PASV, but the server that waits also begins the TLS handshake. Two servers use it to exchange a file directly and still encrypted.',
      '与 PASV 类似，但等待连接的服务器同时主动开始 TLS 握手。两台服务器用它直接交换文件并保持加密。',
    ),
    'prepares',
  ),
  vendor(
    'SPSV',
    'SPSV',
    words('Simple passive mode', '简化的被动模式'),
    words(
      'A passive mode of pure-ftpd whose 227 reply contains only the port, like a forerunner of EPSV. EPSV does the same in a standard way.',
      'pure-ftpd 的一种被动模式，227 回复只含端口，相当于 EPSV 的前身。EPSV 以标准方式完成同样的事。',
    ),
    'prepares',
  ),
  vendor(
    'ESTA',
    'ESTA',
    words('Address of the data connection (active)', '数据连接的地址（主动）'),
    words(
      'Asks for the address that the server will dial from or has dialled, as a help in finding network trouble. pure-ftpd knows it.',
      '询问服务器将要或已经用来拨出的地址，便于排查网络问题。pure-ftpd 支持。',
    ),
  ),
  vendor(
    'ESTP',
    'ESTP',
    words('Address of the data connection (passive)', '数据连接的地址（被动）'),
    words(
      'Asks from where the client reached the passive port, as the server saw it. It shows whether a router changed the address on the way. pure-ftpd knows it.',
      '询问服务器看到的客户端是从哪个地址连到被动端口的，由此可知途中的路由器是否改过地址。pure-ftpd 支持。',
    ),
  ),
  vendor(
    'AVBL',
    'AVBL [<folder>]',
    words('How much space is left?', '还剩多少空间？'),
    words(
      'Asks for the free space in a folder, in bytes, before a big upload. The 213 reply holds just the number.',
      '在上传大文件之前询问文件夹所在位置还剩多少字节。213 回复中只有这个数字。',
    ),
  ),
  vendor(
    'DSIZ',
    'DSIZ [<folder>]',
    words('Size of a whole folder', '整个文件夹的大小'),
    words(
      'Asks the server to add up the sizes of everything in a folder. That saves the client from listing every folder below it.',
      '请服务器把文件夹内所有内容的大小相加。这样客户端不必逐一列出下面的文件夹。',
    ),
  ),
  vendor(
    'COMB',
    'COMB <target> <part> <part> …',
    words('Join parts into one file', '把分段合并成文件'),
    words(
      'Joins files that were uploaded in parts, so that one big file can travel over several connections at once. The parts disappear when the whole is complete.',
      '把分段上传的文件合并成一个，这样一个大文件可以同时通过多条连接传送。合并完成后，各分段会消失。',
    ),
  ),
  vendor(
    'THMB',
    'THMB <format> <width> <height> <picture>',
    words('Preview of a picture', '图片缩略图'),
    words(
      'Asks for a small preview of a picture instead of the whole file. It comes over a data connection.',
      '请求图片的小缩略图，而不是整个文件。内容通过数据连接传来。',
    ),
    'download',
  ),
  vendor(
    'RMDA',
    'RMDA <folder>',
    words('Remove a folder with its contents', '连同内容删除文件夹'),
    words(
      'Removes a folder together with everything inside, at one stroke. There is no way back.',
      '一次性删除文件夹及其中的全部内容。删除后无法恢复。',
    ),
  ),
  vendor(
    'MODE Z',
    'MODE Z',
    words('Compress while sending', '压缩传输'),
    words(
      'Compresses the data on the way with the method of zip files. It helps with text on slow lines and hardly with pictures or archives.',
      '用 zip 文件的方法在传输途中压缩数据。对慢速线路上的文本有帮助，对图片和压缩包几乎没有用。',
    ),
  ),
]
