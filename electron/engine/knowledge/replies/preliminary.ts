import { cite } from '../source.ts'
import { words } from '../text.ts'
import { uploads, lists } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')

/** 1yz: the action has begun, another reply follows. */
export const preliminaryReplies: readonly ReplyEntry[] = [
  {
    code: 110,
    meanings: [
      {
        source: cite(959, '3.5'),
        title: words('Restart marker', '重启标记'),
        text: words(
          'A milestone in a running transfer from which it could be continued later. It only exists in the block and compressed modes, which hardly any server uses.',
          '传输过程中的一个里程碑，以后可以从这里继续。它只存在于分块和压缩方式中，几乎没有服务器使用。',
        ),
        next: next.waitForData,
      },
    ],
  },
  {
    code: 120,
    meanings: [
      {
        source: cite(959, '5.4'),
        title: words('Ready in a few minutes', '几分钟后就绪'),
        text: words(
          'The server is there but busy, and asks for patience. A 220 follows on the same connection as soon as it is ready.',
          '服务器在线但正忙，请您稍候。准备好之后，它会在同一条连接上发出 220。',
        ),
        next: words(
          'The client keeps the connection open and waits for 220.',
          '客户端保持连接，等待 220。',
        ),
      },
    ],
  },
  {
    code: 125,
    meanings: [
      {
        source: byNumber,
        title: words('Data connection is open already', '数据连接已经打开'),
        text: words(
          'Data connection and file are both ready, and the transfer starts right now. It means the same as 150, only that the connection existed before.',
          '数据连接和文件都已就绪，传输立即开始。它与 150 意思相同，只是连接事先已经存在。',
        ),
        next: next.waitForData,
      },
    ],
  },
  {
    code: 150,
    meanings: [
      {
        when: { commands: ['STOU'] },
        source: cite(1123, '4.1.2.9'),
        title: words('Send the file; this is its name', '请发送文件，名字如下'),
        text: words(
          'The server invented a free name, written after "FILE:", and waits for the contents on the data connection.',
          '服务器取了一个未被使用的名字，写在 FILE: 后面，并在数据连接上等待内容。',
        ),
        next: words(
          'The client remembers the name and sends the contents.',
          '客户端记下这个名字并发送内容。',
        ),
      },
      {
        when: { commands: uploads },
        source: byNumber,
        title: words('Go ahead, send the file', '请开始发送文件'),
        text: words(
          'The server accepted the name and opens the data connection, or takes the one that was dialled. The contents may flow now.',
          '服务器接受了这个名字，正在打开数据连接，或接受已拨入的连接。现在可以发送内容了。',
        ),
        next: words(
          'The client sends the contents over the data connection, closes it and waits for 226.',
          '客户端通过数据连接发送内容，关闭它，然后等待 226。',
        ),
      },
      {
        when: { commands: lists },
        source: byNumber,
        title: words('Here comes the list', '列表马上到来'),
        text: words(
          'The folder could be read, and its list is about to arrive over the data connection.',
          '文件夹可以读取，列表即将通过数据连接传来。',
        ),
        next: next.waitForData,
      },
      {
        source: byNumber,
        title: words('Found it, opening the data connection', '文件已找到，正在打开数据连接'),
        text: words(
          'The file is there and the transfer is about to begin over the data connection. Many servers add the size in bytes.',
          '文件存在，即将通过数据连接开始传输。许多服务器会附上字节数。',
        ),
        next: next.waitForData,
      },
    ],
  },
]
