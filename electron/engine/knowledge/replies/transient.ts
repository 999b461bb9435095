import { cite } from '../source.ts'
import { words } from '../text.ts'
import { lists, sessionReuseWords, tooManyWords, fullWords, timeoutWords } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')

/** 4yz: not now, but asking again later may help. */
export const transientReplies: readonly ReplyEntry[] = [
  {
    code: 421,
    meanings: [
      {
        when: { words: tooManyWords },
        source: byNumber,
        title: words('All places are taken', '连接名额已满'),
        text: words(
          'The server only serves a certain number of connections, in total or from your address, and closes this one.',
          '服务器只接待一定数量的连接（总数或来自您的地址），因此关闭这条连接。',
        ),
        causes: [
          words(
            'Several transfers at once use one connection each.',
            '同时进行的每个传输各占用一条连接。',
          ),
          words(
            'Connections that broke off earlier still count until the server notices.',
            '之前异常断开的连接在服务器察觉之前仍被计数。',
          ),
        ],
        next: words(
          'The client uses fewer connections and tries again a little later.',
          '客户端减少连接数，稍后重试。',
        ),
      },
      {
        when: { moment: 'greeting' },
        source: cite(959, '5.4'),
        title: words('Not available right now', '暂时无法提供服务'),
        text: words(
          'The server answers the call only to say that it cannot take anybody at the moment.',
          '服务器接了电话，但只是为了说明现在无法接待。',
        ),
        causes: [
          words(
            'It is full, being serviced, or refuses your address.',
            '名额已满、正在维护，或拒绝您的地址。',
          ),
        ],
        next: next.retryLater,
      },
      {
        when: { moment: 'idle' },
        source: cite(1123, '4.1.3.2'),
        title: words('Silent for too long', '空闲太久'),
        text: words(
          'Nobody said anything for a while, so the server hangs up. This is normal; files that were already transferred are safe.',
          '有一段时间没有任何动静，所以服务器挂断了。这很正常，已传输的文件不受影响。',
        ),
        causes: [
          words(
            'No command was sent within the idle time of the server.',
            '在服务器的空闲时限内没有发送命令。',
          ),
          words('The server is shutting down.', '服务器正在关闭。'),
        ],
        next: next.reconnect,
      },
      {
        when: { words: timeoutWords },
        source: cite(1123, '4.1.3.2'),
        title: words('Waited too long', '等待超时'),
        text: words(
          'Something took longer than the server allows, so it closes the connection.',
          '某个步骤超过了服务器允许的时间，所以它关闭了连接。',
        ),
        next: next.reconnect,
      },
      {
        source: byNumber,
        title: words('Closing the connection', '即将关闭连接'),
        text: words(
          'The server has to end the session. It may say so in answer to any command.',
          '服务器不得不结束会话。它可能在回答任何命令时这样说。',
        ),
        causes: [
          words('The server is shutting down or overloaded.', '服务器正在关闭或负载过高。'),
          words(
            'It insists on something that the client did not do, such as TLS.',
            '它坚持要求客户端没有做到的事，例如使用 TLS。',
          ),
        ],
        next: next.reconnect,
      },
    ],
  },
  {
    code: 425,
    meanings: [
      {
        when: { words: sessionReuseWords },
        source: 'vendor',
        title: words('Data connection did not prove who it is', '数据连接未能证明身份'),
        text: words(
          'The server wants the data connection to resume the TLS session of this connection, as proof that the same client opened it. It saw a fresh session instead.',
          '服务器要求数据连接恢复本连接的 TLS 会话，以证明是同一个客户端打开的。但它看到的是一个全新的会话。',
        ),
        causes: [
          words(
            'The TLS library could not resume the session, most often with TLS 1.3.',
            'TLS 库未能恢复会话，TLS 1.3 下最常见。',
          ),
        ],
        next: words(
          'The client tries again with the session of the control connection.',
          '客户端用控制连接的会话重试。',
        ),
      },
      {
        when: { words: /operation not permitted/i },
        source: 'vendor',
        title: words('Data connection was turned away', '数据连接被拒之门外'),
        text: words(
          'The connection arrived, but the server did not want it. ProFTPD says so when the data connection does not continue the TLS session of this connection.',
          '连接已到达，但服务器不接受。当数据连接没有延续本连接的 TLS 会话时，ProFTPD 会这样说。',
        ),
        next: words(
          'The client tries again with the session of the control connection.',
          '客户端用控制连接的会话重试。',
        ),
      },
      {
        when: { words: /use (port|pasv|epsv|eprt)|no data connection/i },
        source: byNumber,
        title: words('No data connection was arranged', '尚未约定数据连接'),
        text: words(
          'A transfer needs a data connection, and neither side has opened one. It must be arranged anew before each transfer, with EPSV, PASV, EPRT or PORT.',
          '传输需要数据连接，但双方都没有打开。每次传输之前都要重新用 EPSV、PASV、EPRT 或 PORT 约定。',
        ),
        next: next.showError,
      },
      {
        when: { mode: 'active' },
        source: cite(959, '3.2'),
        title: words('The server could not reach you', '服务器连不上您'),
        text: words(
          'In active mode the server has to dial your computer, and that call did not get through. The command itself was fine.',
          '在主动模式下，服务器要拨到您的电脑，但没有接通。命令本身没有问题。',
        ),
        causes: [
          words(
            'A router or firewall on your side blocks calls from outside.',
            '您这边的路由器或防火墙阻挡外来连接。',
          ),
          words(
            'The address in PORT is a private one that the server cannot reach.',
            'PORT 中的地址是内网地址，服务器无法到达。',
          ),
        ],
        next: next.otherMode,
      },
      {
        when: { mode: 'passive' },
        source: cite(959, '3.2'),
        title: words('Your call did not arrive', '您的连接没有到达'),
        text: words(
          'In passive mode the client dials a port that the server opened. The server waited there, and nobody came.',
          '在被动模式下，客户端拨打服务器打开的端口。服务器在那里等候，却没有人来。',
        ),
        causes: [
          words(
            'A firewall in front of the server blocks its passive ports.',
            '服务器前面的防火墙挡住了被动端口。',
          ),
          words('The address in the 227 reply leads elsewhere.', '227 回复中的地址指向了别处。'),
        ],
        next: next.otherMode,
      },
      {
        source: byNumber,
        title: words('No data connection', '无法建立数据连接'),
        text: words(
          'The separate connection for the file or list could not be opened. The conversation here goes on undisturbed.',
          '用于文件或列表的单独连接没能打开。这里的对话不受影响。',
        ),
        causes: [
          words(
            'A firewall or router lets commands through but not the data connection.',
            '防火墙或路由器放行了命令，却没有放行数据连接。',
          ),
        ],
        next: next.otherMode,
      },
    ],
  },
  {
    code: 426,
    meanings: [
      {
        when: { commands: ['ABOR'] },
        source: cite(959, '4.1.3'),
        title: words('Transfer broken off as asked', '已按要求中断传输'),
        text: words(
          'The server confirms that the transfer was cut short. A second reply for the stop itself usually follows.',
          '服务器确认传输已被截断。通常还会有一条针对中止命令本身的回复。',
        ),
        next: next.goOn,
      },
      {
        source: byNumber,
        title: words('Transfer broke off', '传输中断'),
        text: words(
          'The data connection closed before everything had arrived. What was transferred so far may still be useful for a resume.',
          '数据连接在全部内容到达之前就关闭了。已传输的部分或许可以用来续传。',
        ),
        causes: [
          words('The network failed for a moment.', '网络短暂故障。'),
          words('The transfer was cancelled on one of the two sides.', '其中一方取消了传输。'),
        ],
        next: next.retryTransfer,
      },
    ],
  },
  {
    code: 430,
    meanings: [
      {
        source: 'vendor',
        title: words('Name or password is wrong', '用户名或密码错误'),
        text: words(
          'Some servers say 430 where the standard has 530: the login was refused.',
          '有些服务器用 430 代替标准的 530：登录被拒绝。',
        ),
        next: next.askPassword,
      },
    ],
  },
  {
    code: 431,
    meanings: [
      {
        source: cite(2228, '5.1'),
        title: words('Security is out of order', '安全功能不可用'),
        text: words(
          'The server knows this kind of protection but lacks something to carry it out, for example its certificate.',
          '服务器支持这种保护，但缺少必要条件，例如证书。',
        ),
        causes: [words('TLS is not set up properly on the server.', '服务器上的 TLS 没有配置好。')],
        next: words(
          'If TLS is required the client stops here, before any password is sent.',
          '如果必须使用 TLS，客户端会在发送密码之前停下。',
        ),
      },
    ],
  },
  {
    code: 450,
    meanings: [
      {
        when: { commands: lists, words: /no files|no such|not found|empty/i },
        source: byNumber,
        title: words('Nothing to list', '没有可列出的内容'),
        text: words(
          'The folder is empty, or nothing in it fits. Some servers report that as an error.',
          '文件夹是空的，或没有符合的内容。有些服务器会把它当作错误报告。',
        ),
        next: words('The client shows an empty folder.', '客户端显示空文件夹。'),
      },
      {
        when: { words: sessionReuseWords },
        source: 'vendor',
        title: words('Data connection did not prove who it is', '数据连接未能证明身份'),
        text: words(
          'The server wants the data connection to resume the TLS session of this connection and saw a fresh one.',
          '服务器要求数据连接恢复本连接的 TLS 会话，却看到了一个全新的会话。',
        ),
        next: next.retryLater,
      },
      {
        source: byNumber,
        title: words('Not available at the moment', '暂时不可用'),
        text: words(
          'The file or folder cannot be used right now, for example because somebody else is writing to it.',
          '文件或文件夹现在无法使用，例如有人正在写入。',
        ),
        causes: [words('It is locked or in use.', '它被锁定或正在使用。')],
        next: next.retryLater,
      },
    ],
  },
  {
    code: 451,
    meanings: [
      {
        when: { commands: ['OPTS'] },
        source: cite(2389, '4'),
        title: words('Option cannot be set now', '现在无法设置选项'),
        text: words(
          'The option is known but something temporary is in the way.',
          '服务器认识这个选项，但暂时有障碍。',
        ),
        next: next.leaveOut,
      },
      {
        when: { commands: ['ABOR'] },
        source: 'vendor',
        title: words('Transfer broken off', '传输已中断'),
        text: words(
          'The server reports the stopped transfer as an error of its own. After a stop this is expected.',
          '服务器把被中止的传输当作自身错误报告。在中止之后这是正常的。',
        ),
        next: next.goOn,
      },
      {
        source: byNumber,
        title: words('Trouble on the server', '服务器内部出错'),
        text: words(
          'Something went wrong on the side of the server while it was working. Your command was fine.',
          '服务器在处理时自身出了问题。您的命令没有错。',
        ),
        causes: [
          words(
            'A disk error, or the file changed meanwhile.',
            '磁盘错误，或文件在此期间发生变化。',
          ),
        ],
        next: next.retryLater,
      },
    ],
  },
  {
    code: 452,
    meanings: [
      {
        when: { words: fullWords },
        source: byNumber,
        title: words('Disk is full', '磁盘已满'),
        text: words('The server has no room left for the file.', '服务器没有空间存放这个文件了。'),
        next: words(
          'The client stops; trying again only helps after space was freed.',
          '客户端停止；只有释放空间之后重试才有用。',
        ),
      },
      {
        source: byNumber,
        title: words('Not enough space', '空间不足'),
        text: words(
          'The server cannot store the file for lack of space in its system.',
          '由于系统空间不足，服务器无法存储文件。',
        ),
        causes: [words('The disk is full.', '磁盘已满。')],
        next: words(
          'The client stops; trying again only helps after space was freed.',
          '客户端停止；只有释放空间之后重试才有用。',
        ),
      },
    ],
  },
]
