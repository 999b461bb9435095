import { words } from '../text.ts'
import type { Text } from '../text.ts'

/** Facts of MLST and MLSD lines (RFC 3659 §7.5 and common ones of servers), in lower case. */
export const factTexts: Readonly<Record<string, Text>> = {
  type: words('kind of entry', '条目的类型'),
  size: words('size in bytes', '大小（字节）'),
  sizd: words('size of the folder in bytes', '文件夹大小（字节）'),
  modify: words('last change, in UTC', '最后修改时间（UTC）'),
  create: words('creation, in UTC', '创建时间（UTC）'),
  perm: words('what you may do with it', '您可以对它做什么'),
  unique: words('a mark that only this file has', '该文件独有的标记'),
  lang: words('language of the contents', '内容的语言'),
  'media-type': words('kind of contents', '内容类型'),
  charset: words('encoding of the contents', '内容的编码'),
  'unix.mode': words('Unix permissions, octal', 'Unix 权限（八进制）'),
  'unix.owner': words('owner', '所有者'),
  'unix.ownername': words('name of the owner', '所有者名称'),
  'unix.uid': words('number of the owner', '所有者编号'),
  'unix.group': words('group', '所属组'),
  'unix.groupname': words('name of the group', '所属组名称'),
  'unix.gid': words('number of the group', '所属组编号'),
  'win32.ea': words('attributes of Windows', 'Windows 属性'),
}

export const unknownFact = words('a fact of this server', '此服务器特有的信息')

/** Values of the fact `type` (RFC 3659 §7.5.1), in lower case. */
export const typeTexts: Readonly<Record<string, Text>> = {
  file: words('file', '文件'),
  dir: words('folder', '文件夹'),
  cdir: words('the listed folder itself', '所列文件夹本身'),
  pdir: words('the folder above', '上一级文件夹'),
}

/** Letters of the fact `perm` (RFC 3659 §7.5.5). */
export const permTexts: Readonly<Record<string, Text>> = {
  a: words('append to it', '追加内容'),
  c: words('create files in it', '在其中新建文件'),
  d: words('delete it', '删除'),
  e: words('enter it', '进入'),
  f: words('rename it', '重命名'),
  l: words('list it', '列出内容'),
  m: words('make folders in it', '在其中新建文件夹'),
  p: words('delete what is in it', '删除其中的内容'),
  r: words('download it', '下载'),
  w: words('overwrite it', '覆盖'),
}
