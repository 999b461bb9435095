import { words } from '../text.ts'
import type { Text } from '../text.ts'
import type { CommandEntry } from './types.ts'

const site = (name: string, syntax: string, title: Text, text: Text): CommandEntry => ({
  name: `SITE ${name}`,
  syntax: `SITE ${syntax}`,
  source: 'vendor',
  standing: 'vendor',
  dataUse: 'none',
  title,
  text,
})

/** Subcommands of SITE that are common enough to be recognised. */
export const siteCommands: readonly CommandEntry[] = [
  site(
    'HELP',
    'HELP',
    words('Which extras are there?', '有哪些扩展命令？'),
    words(
      'Lists the SITE commands of this server. They differ from server to server.',
      '列出这台服务器的 SITE 命令。各服务器有所不同。',
    ),
  ),
  site(
    'CHMOD',
    'CHMOD <mode> <path>',
    words('Change permissions', '修改权限'),
    words(
      'Sets who may read, write and execute a file, as three digits for owner, group and everybody: 644 lets the owner write and everybody read. In each digit 4 stands for reading, 2 for writing and 1 for executing.',
      '用三位数字分别设定所有者、组和其他人的读、写、执行权限：644 表示所有者可写，所有人可读。每位数字中 4 表示读，2 表示写，1 表示执行。',
    ),
  ),
  site(
    'CHGRP',
    'CHGRP <group> <path>',
    words('Change the group', '修改所属组'),
    words(
      'Hands a file over to another group of users. Usually it must be a group that you belong to.',
      '把文件交给另一个用户组。通常必须是您所属的组。',
    ),
  ),
  site(
    'CHOWN',
    'CHOWN <owner> <path>',
    words('Change the owner', '修改所有者'),
    words(
      'Hands a file over to another owner. Usually only administrators may do so.',
      '把文件交给另一个所有者。通常只有管理员可以这样做。',
    ),
  ),
  site(
    'UMASK',
    'UMASK [<mask>]',
    words('Permissions of new files', '新文件的默认权限'),
    words(
      'Sets which permissions are taken away from files that are created from now on. 022 is common: others may read but not write.',
      '设定之后新建的文件要去掉哪些权限。常见的是 022：其他人可读但不可写。',
    ),
  ),
  site(
    'IDLE',
    'IDLE [<seconds>]',
    words('How long may I be silent?', '允许空闲多久？'),
    words(
      'Asks for or sets the time after which the server hangs up on a silent client. The server usually sets an upper limit.',
      '查询或设置服务器在客户端多久没有动静后挂断。服务器通常规定了上限。',
    ),
  ),
  site(
    'UTIME',
    'UTIME <YYYYMMDDhhmm[ss]> <path>',
    words('Set the time of a file', '设置文件时间'),
    words(
      'Sets the time of last change, like MFMT. Servers disagree about the order of the arguments and about the time zone.',
      '像 MFMT 一样设置最后修改时间。各服务器对参数顺序和时区的理解并不一致。',
    ),
  ),
  site(
    'SYMLINK',
    'SYMLINK <existing> <link>',
    words('Make a link', '创建链接'),
    words(
      'Creates a symbolic link: a second name that points to a file or folder. Deleting the link leaves the original alone.',
      '创建符号链接：指向某个文件或文件夹的另一个名字。删除链接不会影响原文件。',
    ),
  ),
  site(
    'MKDIR',
    'MKDIR <folder>',
    words('Make a folder', '新建文件夹'),
    words(
      'Creates a folder, like MKD. Some servers also make the folders above it that are missing.',
      '新建文件夹，与 MKD 相同。有些服务器还会一并建立缺少的上级文件夹。',
    ),
  ),
  site(
    'RMDIR',
    'RMDIR <folder>',
    words('Remove a folder with its contents', '连同内容删除文件夹'),
    words(
      'Removes a folder, with some servers together with everything inside. There is no way back.',
      '删除文件夹，在某些服务器上会连同其中的全部内容一起删除。删除后无法恢复。',
    ),
  ),
  site(
    'CPFR',
    'CPFR <from>',
    words('Copy: the original', '复制：原文件'),
    words(
      'Names a file that the server shall copy by itself, without sending it to the client. SITE CPTO follows with the target.',
      '指定一个由服务器自行复制的文件，不需要经过客户端。随后用 SITE CPTO 给出目标。',
    ),
  ),
  site(
    'CPTO',
    'CPTO <to>',
    words('Copy: the target', '复制：目标'),
    words(
      'Names the place for the copy that SITE CPFR began. It must follow that command directly.',
      '给出由 SITE CPFR 开始的复制的目标位置。它必须紧跟在那条命令之后。',
    ),
  ),
  site(
    'COPY',
    'COPY <from> <to>',
    words('Copy on the server', '在服务器上复制'),
    words(
      'Copies a file on the server itself, without sending it to the client and back. For big files that saves a lot of time.',
      '直接在服务器上复制文件，不必传到客户端再传回去。对大文件来说能节省很多时间。',
    ),
  ),
  site(
    'PSWD',
    'PSWD <old> <new>',
    words('Change the password', '修改密码'),
    words(
      'Changes the password of the account. The log hides both passwords.',
      '修改账户密码。日志会隐藏新旧两个密码。',
    ),
  ),
  site(
    'EXEC',
    'EXEC <program>',
    words('Run a program on the server', '在服务器上运行程序'),
    words(
      'Starts a program on the server. For good reasons nearly all servers refuse it.',
      '在服务器上启动程序。出于安全考虑，几乎所有服务器都会拒绝。',
    ),
  ),
  site(
    'ALIAS',
    'ALIAS [<name>]',
    words('Short names for folders', '文件夹别名'),
    words(
      'Shows short names that the administrator gave to folders. CWD accepts them in place of a path.',
      '显示管理员给文件夹取的短名。CWD 可以用它们代替路径。',
    ),
  ),
  site(
    'ZONE',
    'ZONE',
    words('Time zone of the server', '服务器时区'),
    words(
      'Asks for the time zone in which the server writes the times of LIST. With it these times can be compared with local ones.',
      '询问服务器在 LIST 中书写时间所用的时区。有了它，才能把这些时间与本地时间比较。',
    ),
  ),
  site(
    'WHO',
    'WHO',
    words('Who is connected?', '谁在线？'),
    words(
      'Lists the users who are connected right now. Many servers only tell administrators.',
      '列出当前在线的用户。许多服务器只告诉管理员。',
    ),
  ),
]
