import { cite } from '../source.ts'
import { words } from '../text.ts'
import { uploads, lists } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')

/** 22z: about the control and data connections. */
export const connectionReplies: readonly ReplyEntry[] = [
  {
    code: 220,
    meanings: [
      {
        when: { commands: ['HOST'] },
        source: cite(7151, '3.2'),
        title: words('Site chosen', '站点已选定'),
        text: words(
          'The server knows this site and speaks for it from now on. The login follows.',
          '服务器认识这个站点，从现在起代表它说话。接下来可以登录。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: ['REIN'] },
        source: cite(959, '5.4'),
        title: words('Ready for a new user', '可以换人登录'),
        text: words(
          'The session is back at its beginning, as if just connected.',
          '会话回到最初状态，就像刚刚连接一样。',
        ),
        next: next.goOn,
      },
      {
        source: cite(959, '5.4'),
        title: words('Welcome, I am ready', '欢迎，已就绪'),
        text: words(
          'The first words of the server: it is ready for a user to log in. The text often reveals which software it runs.',
          '服务器的第一句话：可以登录了。文字中常常能看出它运行的软件。',
        ),
        next: words(
          'The client secures the connection if that is wanted, and logs in.',
          '客户端按需要先加密连接，然后登录。',
        ),
      },
    ],
  },
  {
    code: 221,
    meanings: [
      {
        source: byNumber,
        title: words('Goodbye', '再见'),
        text: words(
          'The server takes its leave and closes the connection. This is the normal end after QUIT.',
          '服务器告别并关闭连接。这是 QUIT 之后的正常结束。',
        ),
        next: words('The client closes its side too.', '客户端也关闭自己的一端。'),
      },
    ],
  },
  {
    code: 225,
    meanings: [
      {
        when: { commands: ['ABOR'] },
        source: byNumber,
        title: words('Nothing left to stop', '没有需要中止的传输'),
        text: words(
          'The stop request is answered: no transfer is running any more. That it was already over is no error.',
          '对中止请求的答复：已经没有正在进行的传输。传输早已结束并不算错误。',
        ),
        next: next.goOn,
      },
      {
        source: byNumber,
        title: words('Data connection open, nothing running', '数据连接已打开，没有传输'),
        text: words(
          'A data connection exists, but no transfer uses it at the moment.',
          '数据连接存在，但目前没有传输在使用它。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 226,
    meanings: [
      {
        when: { commands: ['ABOR'] },
        source: cite(959, '4.1.3'),
        title: words('Stopped', '已中止'),
        text: words(
          'The server has broken off what it was doing and closed the data connection.',
          '服务器已停止正在做的事，并关闭了数据连接。',
        ),
        next: next.goOn,
      },
      {
        when: { commands: lists },
        source: byNumber,
        title: words('List complete', '列表发送完毕'),
        text: words(
          'All lines of the list have been sent and the data connection is closed.',
          '列表的所有行都已发出，数据连接已关闭。',
        ),
        next: words('The client shows the list.', '客户端显示列表。'),
      },
      {
        when: { commands: uploads },
        source: byNumber,
        title: words('File received', '文件已收到'),
        text: words(
          'The server has taken everything that came over the data connection and closed it.',
          '服务器已收下数据连接传来的全部内容，并关闭了它。',
        ),
        next: words(
          'The client compares the size, to be sure that nothing got lost.',
          '客户端核对大小，确保没有丢失内容。',
        ),
      },
      {
        source: byNumber,
        title: words('Transfer complete', '传输完成'),
        text: words(
          'Everything has been sent, and the data connection is closed.',
          '全部内容已发送，数据连接已关闭。',
        ),
        next: words(
          'The client compares the size, to be sure that nothing got lost.',
          '客户端核对大小，确保没有丢失内容。',
        ),
      },
    ],
  },
  {
    code: 227,
    meanings: [
      {
        source: cite(1123, '4.1.2.6'),
        title: words('Passive mode: dial this address', '被动模式：请拨这个地址'),
        text: words(
          'The server opened a door for the next transfer and names it in six numbers: four for the address, two for the port, which is the fifth × 256 + the sixth.',
          '服务器为下一次传输开了一个端口，用六个数字给出：前四个是地址，后两个是端口，等于第五个 × 256 + 第六个。',
        ),
        next: words(
          'The client dials this port and sends the transfer command.',
          '客户端拨打这个端口，并发送传输命令。',
        ),
      },
    ],
  },
  {
    code: 228,
    meanings: [
      {
        source: cite(5797, '2.5'),
        title: words('Passive mode with a long address', '长地址的被动模式'),
        text: words(
          'The answer to LPSV, a forerunner of EPSV: address and port of a door for the next transfer, written in a longer form.',
          '对 LPSV（EPSV 的前身）的回答：用较长的写法给出下一次传输的地址和端口。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 229,
    meanings: [
      {
        source: cite(2428, '3'),
        title: words('Extended passive mode: dial this port', '扩展被动模式：请拨这个端口'),
        text: words(
          'The server opened a door for the next transfer and names only its port, between the bars. The address is the one the client already talks to.',
          '服务器为下一次传输开了一个端口，竖线之间只写端口号。地址就是客户端正在通话的那个。',
        ),
        next: words(
          'The client dials this port and sends the transfer command.',
          '客户端拨打这个端口，并发送传输命令。',
        ),
      },
    ],
  },
]
