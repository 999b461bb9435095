import { cite } from '../source.ts'
import type { Source } from '../source.ts'
import { words } from '../text.ts'
import type { Text } from '../text.ts'

export type FeatureEntry = { source: Source | 'vendor'; text: Text }

const feature = (source: Source | 'vendor', en: string, zh: string): FeatureEntry => ({
  source,
  text: words(en, zh),
})

/** What a line of the FEAT answer says, by its first word. */
export const featureEntries: Readonly<Record<string, FeatureEntry>> = {
  AUTH: feature(
    cite(4217, '6'),
    'This connection can be secured with TLS.',
    '这条连接可以用 TLS 保护。',
  ),
  PBSZ: feature(
    cite(4217, '6'),
    'Knows PBSZ, the step before PROT.',
    '支持 PROT 之前的步骤 PBSZ。',
  ),
  PROT: feature(cite(4217, '6'), 'Data connections can be encrypted too.', '数据连接也可以加密。'),
  CCC: feature(
    cite(4217, '5'),
    'Encryption of commands can be taken off again.',
    '可以取消命令的加密。',
  ),
  EPRT: feature(cite(2428, '2'), 'Active mode, also for IPv6.', '主动模式，支持 IPv6。'),
  EPSV: feature(
    cite(2428, '3'),
    'Passive mode with the port only, also for IPv6.',
    '只给出端口的被动模式，支持 IPv6。',
  ),
  PASV: feature(cite(959, '4.1.2'), 'Passive mode.', '被动模式。'),
  MDTM: feature(cite(3659, '3.3'), 'Tells the time of a file exactly.', '能精确给出文件时间。'),
  SIZE: feature(cite(3659, '4.3'), 'Tells the size of a file.', '能给出文件大小。'),
  REST: feature(cite(3659, '5.4'), 'Transfers can be resumed in the middle.', '可以从中间续传。'),
  MLST: feature(
    cite(3659, '7.8'),
    'Precise lists. A star marks the facts that are sent unasked.',
    '精确的列表。带星号的信息会主动发送。',
  ),
  MLSD: feature(cite(3659, '7.8'), 'Precise lists of folders.', '精确的文件夹列表。'),
  TVFS: feature(
    cite(3659, '6.3'),
    'Paths with slashes work as everybody expects.',
    '用斜杠分隔的路径按常规方式工作。',
  ),
  UTF8: feature(
    cite(2640, '3.1'),
    'Names are written in UTF-8, so every script works.',
    '文件名使用 UTF-8，可用任何文字。',
  ),
  LANG: feature(
    cite(2640, '4.3'),
    'Messages in several languages; a star marks the one in use.',
    '消息支持多种语言，带星号的是当前语言。',
  ),
  HOST: feature(
    cite(7151, '3.4'),
    'Serves several sites on one address.',
    '在一个地址上提供多个站点。',
  ),
  FEAT: feature(cite(2389, '3'), 'Can list its extras.', '能列出自己的扩展功能。'),
  OPTS: feature(cite(2389, '4'), 'Has options that can be set.', '有可以设置的选项。'),
  MFMT: feature('vendor', 'Can set the time of a file.', '可以设置文件的修改时间。'),
  MFCT: feature('vendor', 'Can set when a file was created.', '可以设置文件的创建时间。'),
  MFF: feature(
    'vendor',
    'Can change facts of a file, such as time and permissions.',
    '可以修改文件的时间、权限等信息。',
  ),
  HASH: feature(
    'vendor',
    'Computes fingerprints; a star marks the method in use.',
    '能计算指纹，带星号的是当前算法。',
  ),
  RANG: feature('vendor', 'Can send just a part of a file.', '可以只发送文件的一段。'),
  MD5: feature('vendor', 'Computes MD5 fingerprints.', '能计算 MD5 指纹。'),
  MMD5: feature(
    'vendor',
    'Computes MD5 fingerprints of several files.',
    '能计算多个文件的 MD5 指纹。',
  ),
  XCRC: feature('vendor', 'Computes CRC32 check sums.', '能计算 CRC32 校验值。'),
  XMD5: feature('vendor', 'Computes MD5 fingerprints.', '能计算 MD5 指纹。'),
  XSHA: feature('vendor', 'Computes SHA-1 fingerprints.', '能计算 SHA-1 指纹。'),
  XSHA1: feature('vendor', 'Computes SHA-1 fingerprints.', '能计算 SHA-1 指纹。'),
  XSHA256: feature('vendor', 'Computes SHA-256 fingerprints.', '能计算 SHA-256 指纹。'),
  XSHA512: feature('vendor', 'Computes SHA-512 fingerprints.', '能计算 SHA-512 指纹。'),
  CLNT: feature('vendor', 'Likes to hear the name of the client.', '希望知道客户端的名字。'),
  CSID: feature(
    'vendor',
    'Exchanges names and versions of both programs.',
    '互报双方程序的名称和版本。',
  ),
  PRET: feature(
    'vendor',
    'Wants to know the transfer before PASV.',
    '希望在 PASV 之前知道要传输什么。',
  ),
  SSCN: feature(
    'vendor',
    'Encrypted transfers straight from server to server.',
    '支持服务器之间直接加密传输。',
  ),
  CPSV: feature(
    'vendor',
    'Encrypted transfers straight from server to server.',
    '支持服务器之间直接加密传输。',
  ),
  SPSV: feature('vendor', 'A simple passive mode of its own.', '自有的简化被动模式。'),
  ESTA: feature(
    'vendor',
    'Tells the address it dials from in active mode.',
    '能给出主动模式拨出的地址。',
  ),
  ESTP: feature(
    'vendor',
    'Tells from where its passive port was dialled.',
    '能给出被动端口的来访地址。',
  ),
  MODE: feature('vendor', 'Can compress data on the way.', '可以在传输途中压缩数据。'),
  SITE: feature('vendor', 'Commands of its own.', '自有的命令。'),
  AVBL: feature('vendor', 'Tells how much space is left.', '能给出剩余空间。'),
  DSIZ: feature('vendor', 'Tells the size of a whole folder.', '能给出整个文件夹的大小。'),
  COMB: feature('vendor', 'Joins files that were uploaded in parts.', '能合并分段上传的文件。'),
  THMB: feature('vendor', 'Makes small previews of pictures.', '能生成图片缩略图。'),
  RMDA: feature('vendor', 'Removes folders with their contents.', '能连同内容删除文件夹。'),
  IDLE: feature('vendor', 'The idle time can be changed.', '可以更改空闲时限。'),
  STAT: feature(cite(959, '4.1.3'), 'Tells how the session stands.', '能说明会话状态。'),
  UTF: feature('vendor', 'Names in UTF-8.', '文件名使用 UTF-8。'),
  XDUPE: feature(
    'vendor',
    'Names the files that exist already when an upload is refused.',
    '拒绝上传时会列出已存在的文件。',
  ),
}

export const unknownFeature = words(
  'An extra that this program does not know. That does no harm.',
  '本程序不认识的扩展功能，没有影响。',
)
