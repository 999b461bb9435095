import { cite } from '../source.ts'
import { words } from '../text.ts'
import { deniedWords, fullWords, quotaWords } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')
const noPermission = words('You may not do this here.', '您在这里没有权限。')

/** 551 to 555: names, space and positions that cannot be used. */
export const storageReplies: readonly ReplyEntry[] = [
  {
    code: 551,
    meanings: [
      {
        when: { commands: ['RETR', 'STOR', 'APPE'], words: /rest|offset|restart|position/i },
        source: 'vendor',
        title: words('Cannot continue there', '无法从那里继续'),
        text: words(
          'The server cannot begin at the position that REST named.',
          '服务器无法从 REST 指定的位置开始。',
        ),
        next: words('The client starts the file from the beginning.', '客户端从头开始传输文件。'),
      },
      {
        source: byNumber,
        title: words('Kind of page is unknown', '页类型未知'),
        text: words(
          'Belongs to files made of pages (STRU P), which nobody uses any more. Some servers use it for other errors of a transfer.',
          '与由页组成的文件（STRU P）有关，现已无人使用。有些服务器用它表示传输中的其他错误。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 552,
    meanings: [
      {
        when: { words: fullWords },
        source: byNumber,
        title: words('Disk is full', '磁盘已满'),
        text: words(
          'The server ran out of space. A file cut short may have been left behind.',
          '服务器空间用尽。可能留下了不完整的文件。',
        ),
        next: next.showError,
      },
      {
        when: { words: quotaWords },
        source: byNumber,
        title: words('Your share of space is used up', '您的空间配额已用完'),
        text: words(
          'The disk may have room, but the amount this user is allowed to store does not suffice.',
          '磁盘可能还有空间，但该用户允许使用的配额不够了。',
        ),
        causes: [words('The quota of the account is reached.', '账户已达到配额。')],
        next: words(
          'The client stops; deleting something or asking for more quota helps.',
          '客户端停止；删除一些文件或申请更多配额会有帮助。',
        ),
      },
      {
        source: byNumber,
        title: words('Out of space', '超出存储限额'),
        text: words(
          'The file does not fit into the space that the folder or user may use.',
          '文件超出了文件夹或用户可用的空间。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 553,
    meanings: [
      {
        when: { words: deniedWords },
        source: byNumber,
        title: words('Not allowed under this name', '不允许使用这个名字'),
        text: words(
          'The server does not let this user write this name, or write at this place at all.',
          '服务器不允许该用户写入这个名字，或根本不允许在此写入。',
        ),
        causes: [noPermission],
        next: next.showError,
      },
      {
        source: byNumber,
        title: words('Name is not accepted', '名字不被接受'),
        text: words(
          'The server cannot or will not store anything under this name.',
          '服务器不能或不愿以这个名字存储。',
        ),
        causes: [
          words(
            'The name has characters the server does not allow.',
            '名字含有服务器不允许的字符。',
          ),
          noPermission,
          words('The folder does not exist.', '文件夹不存在。'),
        ],
        next: next.showError,
      },
    ],
  },
  {
    code: 554,
    meanings: [
      {
        source: cite(1123, '4.1.3.4'),
        title: words('Not a possible position', '位置无效'),
        text: words(
          'The position given by REST makes no sense for this file, for example because it lies behind its end.',
          'REST 给出的位置对这个文件没有意义，例如超过了文件末尾。',
        ),
        next: words('The client starts the file from the beginning.', '客户端从头开始传输文件。'),
      },
    ],
  },
  {
    code: 555,
    meanings: [
      {
        source: cite(1123, '4.1.3.4'),
        title: words('Type does not fit the resume', '类型与续传不符'),
        text: words(
          'A transfer can only be resumed with the TYPE and structure that it was begun with.',
          '续传必须使用与开始时相同的 TYPE 和结构。',
        ),
        next: words('The client starts the file from the beginning.', '客户端从头开始传输文件。'),
      },
    ],
  },
]
