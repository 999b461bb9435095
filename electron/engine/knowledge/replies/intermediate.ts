import { cite } from '../source.ts'
import { words } from '../text.ts'
import { encodedDataWords } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')
const security = cite(2228, '5.1')

/** 3yz: so far so good, the next command of the group must follow. */
export const intermediateReplies: readonly ReplyEntry[] = [
  {
    code: 331,
    meanings: [
      {
        source: byNumber,
        title: words('Name noted, password please', '名字已记下，请给密码'),
        text: words(
          'The server waits for the password. It says so for unknown names as well, so that nobody can find out which names exist.',
          '服务器等待密码。对不存在的名字它也这样说，以免有人试探哪些名字存在。',
        ),
        next: words('The client sends PASS.', '客户端发送 PASS。'),
      },
    ],
  },
  {
    code: 332,
    meanings: [
      {
        source: byNumber,
        title: words('An account is needed too', '还需要账户信息'),
        text: words(
          'Besides name and password the server wants an account, given by ACCT.',
          '除名字和密码外，服务器还要求用 ACCT 提供账户信息。',
        ),
        next: words(
          'The client sends ACCT if an account was entered.',
          '如果填写了账户，客户端会发送 ACCT。',
        ),
      },
    ],
  },
  {
    code: 334,
    meanings: [
      {
        when: { words: encodedDataWords },
        source: security,
        title: words('Security conversation goes on', '安全对话继续'),
        text: words(
          'The server accepts the security method and sends the first piece of its data.',
          '服务器接受这种安全方式，并发来第一段数据。',
        ),
        next: words('The client answers with ADAT.', '客户端用 ADAT 回答。'),
      },
      {
        source: cite(4217, '4'),
        title: words('Go on with the security method', '请继续安全方式'),
        text: words(
          'The server accepts the method and waits for security data. After AUTH TLS the right answer would be 234; a few old servers say 334 and mean the same.',
          '服务器接受这种方式，等待安全数据。对 AUTH TLS 正确的回答应是 234；少数旧服务器说 334，意思相同。',
        ),
        next: words(
          'After AUTH TLS the client starts the TLS handshake.',
          '如果是 AUTH TLS，客户端开始 TLS 握手。',
        ),
      },
    ],
  },
  {
    code: 335,
    meanings: [
      {
        source: security,
        title: words('More security data, please', '需要更多安全数据'),
        text: words(
          'The data was fine, but the security conversation needs another round.',
          '数据没有问题，但安全对话还需要再来一轮。',
        ),
        next: words('The client sends another ADAT.', '客户端再发送一次 ADAT。'),
      },
    ],
  },
  {
    code: 336,
    meanings: [
      {
        source: cite(2228, '4'),
        title: words('Password for this challenge', '请按提示给出密码'),
        text: words(
          'The server wants a one-time password that fits the challenge in its words.',
          '服务器需要一个与其提示相符的一次性密码。',
        ),
        next: words(
          'The client shows you the challenge and asks for the password.',
          '客户端显示提示并请您输入密码。',
        ),
      },
    ],
  },
  {
    code: 350,
    meanings: [
      {
        when: { commands: ['RNFR'] },
        source: cite(959, '4.1.3'),
        title: words('Found; what is the new name?', '已找到，新名字是什么？'),
        text: words(
          'The file or folder exists, and the server waits for its new name.',
          '文件或文件夹存在，服务器等待新名字。',
        ),
        next: words('The client sends RNTO at once.', '客户端立即发送 RNTO。'),
      },
      {
        when: { commands: ['REST'] },
        source: cite(3659, '5.3'),
        title: words('Will continue from there', '将从那里继续'),
        text: words(
          'The server remembers the position and uses it for the next transfer.',
          '服务器记住了这个位置，将用于下一次传输。',
        ),
        next: words(
          'The client sends the transfer command and checks that the server really left out the beginning.',
          '客户端发送传输命令，并确认服务器确实跳过了开头。',
        ),
      },
      {
        when: { commands: ['RANG'] },
        source: 'vendor',
        title: words('Range noted', '范围已记下'),
        text: words(
          'The next transfer will be limited to this range of bytes.',
          '下一次传输将限制在这段字节范围内。',
        ),
        next: words('The client sends the transfer command.', '客户端发送传输命令。'),
      },
      {
        source: byNumber,
        title: words('Waiting for the second half', '等待后半步'),
        text: words(
          'The command is accepted but needs another one to be complete.',
          '命令已接受，但还需要另一条命令才算完整。',
        ),
        next: next.goOn,
      },
    ],
  },
]
