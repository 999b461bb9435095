import { cite } from '../source.ts'
import { words } from '../text.ts'
import {
  uploads,
  lists,
  folderChanges,
  missingWords,
  deniedWords,
  existsWords,
  fullWords,
} from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')
const noPermission = words('You may not do this here.', '您在这里没有权限。')
const misspelt = words(
  'The name is spelt differently, capitals included.',
  '名字的写法不同（包括大小写）。',
)

/** 550, the most common refusal, which says least by itself. */
export const unavailableReplies: readonly ReplyEntry[] = [
  {
    code: 550,
    meanings: [
      {
        when: { commands: [...folderChanges] },
        source: byNumber,
        title: words('Cannot go into this folder', '无法进入这个文件夹'),
        text: words(
          'The folder does not exist, is not a folder, or is closed to you.',
          '文件夹不存在、不是文件夹，或您无权进入。',
        ),
        causes: [misspelt, noPermission],
        next: next.showError,
      },
      {
        when: { commands: ['MKD', 'XMKD'], words: existsWords },
        source: byNumber,
        title: words('Folder exists already', '文件夹已存在'),
        text: words('The name is taken, so nothing was created.', '名字已被占用，所以没有新建。'),
        next: next.goOn,
      },
      {
        when: { commands: ['MKD', 'XMKD'] },
        source: byNumber,
        title: words('Folder could not be created', '无法新建文件夹'),
        text: words('The server did not create the folder.', '服务器没有新建文件夹。'),
        causes: [
          words('It exists already.', '它已经存在。'),
          words('The folder above it is missing.', '它的上级文件夹不存在。'),
          noPermission,
        ],
        next: next.showError,
      },
      {
        when: { commands: ['RMD', 'XRMD', 'RMDA'] },
        source: byNumber,
        title: words('Folder could not be removed', '无法删除文件夹'),
        text: words('The folder is still there.', '文件夹仍然存在。'),
        causes: [words('It is not empty.', '它不是空的。'), noPermission],
        next: next.showError,
      },
      {
        when: { commands: ['DELE'] },
        source: byNumber,
        title: words('File could not be deleted', '无法删除文件'),
        text: words('The file was not deleted.', '文件没有被删除。'),
        causes: [
          words('It does not exist any more, or is a folder.', '它已不存在，或是一个文件夹。'),
          noPermission,
        ],
        next: next.showError,
      },
      {
        when: { commands: ['RNFR', 'RNTO'] },
        source: byNumber,
        title: words('Cannot be renamed', '无法重命名'),
        text: words(
          'The old name was not found, or the change of name is not allowed.',
          '没有找到原来的名字，或不允许改名。',
        ),
        causes: [misspelt, noPermission],
        next: next.showError,
      },
      {
        when: { commands: uploads, words: fullWords },
        source: byNumber,
        title: words('Disk is full', '磁盘已满'),
        text: words('The server has no room for the file.', '服务器没有空间存放这个文件。'),
        next: next.showError,
      },
      {
        when: { commands: uploads },
        source: byNumber,
        title: words('File could not be stored', '无法存储文件'),
        text: words(
          'The server does not accept a file at this place under this name.',
          '服务器不接受在这个位置以这个名字存储文件。',
        ),
        causes: [noPermission, words('The folder does not exist.', '文件夹不存在。')],
        next: next.showError,
      },
      {
        when: { commands: ['RETR'], words: deniedWords },
        source: byNumber,
        title: words('You may not read this file', '您无权读取这个文件'),
        text: words(
          'The file exists, but this user is not allowed to read it.',
          '文件存在，但该用户无权读取。',
        ),
        next: next.showError,
      },
      {
        when: { commands: ['RETR'] },
        source: byNumber,
        title: words('File not available', '文件不可用'),
        text: words(
          'The file is missing, is a folder, or may not be read.',
          '文件不存在、是一个文件夹，或不允许读取。',
        ),
        causes: [
          words('It was deleted or renamed meanwhile.', '它在此期间被删除或改名。'),
          misspelt,
          noPermission,
        ],
        next: next.showError,
      },
      {
        when: { commands: ['SIZE', 'MDTM', 'MLST', 'HASH'] },
        source: cite(3659, '4.2'),
        title: words('Nothing to tell about this', '没有相关信息'),
        text: words(
          'The path is missing or not a plain file; some servers also refuse SIZE while TYPE A is set.',
          '路径不存在或不是普通文件；有些服务器在 TYPE A 下也会拒绝 SIZE。',
        ),
        next: words(
          'The client works without this information.',
          '客户端在没有该信息的情况下继续。',
        ),
      },
      {
        when: { commands: lists, words: missingWords },
        source: byNumber,
        title: words('No such folder, or it is empty', '没有这个文件夹，或它是空的'),
        text: words(
          'There is nothing to list at this path. A few servers also say so for an empty folder.',
          '这个路径下没有可列出的内容。少数服务器对空文件夹也会这样说。',
        ),
        next: next.showError,
      },
      {
        when: { commands: lists },
        source: byNumber,
        title: words('Folder cannot be listed', '无法列出文件夹'),
        text: words('The folder is missing or may not be read.', '文件夹不存在或不允许读取。'),
        causes: [noPermission],
        next: next.showError,
      },
      {
        when: { commands: ['SITE'] },
        source: byNumber,
        title: words('Extra refused', '扩展命令被拒绝'),
        text: words(
          'The server does not carry out this SITE command for you.',
          '服务器不为您执行这条 SITE 命令。',
        ),
        causes: [noPermission],
        next: next.showError,
      },
      {
        when: { words: deniedWords },
        source: byNumber,
        title: words('Not allowed', '没有权限'),
        text: words(
          'This user is not allowed to do that at this place.',
          '该用户无权在这个位置这样做。',
        ),
        next: next.showError,
      },
      {
        source: byNumber,
        title: words('Refused by the file system', '文件系统拒绝'),
        text: words(
          'The file or folder is missing, or what was asked for is not allowed.',
          '文件或文件夹不存在，或所请求的操作不被允许。',
        ),
        causes: [misspelt, noPermission],
        next: next.showError,
      },
    ],
  },
]
