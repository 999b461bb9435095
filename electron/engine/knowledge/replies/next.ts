import { words } from '../text.ts'

/** What the client does next, where several replies lead to the same. */
export const next = {
  goOn: words('The client goes on with its next command.', '客户端继续发送下一条命令。'),
  waitForData: words(
    'The client watches the data connection and waits for the closing reply.',
    '客户端关注数据连接，并等待结束时的回复。',
  ),
  showError: words(
    'The client stops this step and shows you the words of the server.',
    '客户端停止这一步，并把服务器的原话显示给您。',
  ),
  leaveOut: words('The client does without it and carries on.', '客户端不使用这项功能，继续工作。'),
  retryLater: words('The client waits a little and tries again.', '客户端稍等片刻后重试。'),
  retryTransfer: words(
    'The client keeps what has arrived and tries to continue from there.',
    '客户端保留已收到的部分，并尝试从断点继续。',
  ),
  otherMode: words(
    'The client tries the other way of opening a data connection, if you allow it.',
    '如果您允许，客户端会尝试另一种方式打开数据连接。',
  ),
  askPassword: words(
    'The client asks you for the password again and does not repeat the wrong one.',
    '客户端会再次请您输入密码，不会重复使用错误的密码。',
  ),
  reconnect: words(
    'The client connects again and repeats what is safe to repeat.',
    '客户端重新连接，并重做可以安全重做的步骤。',
  ),
  secure: words(
    'The client secures the connection with TLS before it tries again.',
    '客户端先用 TLS 保护连接，然后再试。',
  ),
}
