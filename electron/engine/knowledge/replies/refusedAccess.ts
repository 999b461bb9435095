import { cite } from '../source.ts'
import { words } from '../text.ts'
import { transfers, logins, sessionReuseWords, encryptionWords } from './groups.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')

/** 52z and 530: connection or login not acceptable. */
export const refusedAccessReplies: readonly ReplyEntry[] = [
  {
    code: 520,
    meanings: [
      {
        source: 'vendor',
        title: words('Connection not accepted', '不接受连接'),
        text: words(
          'A code outside the standard with which some servers refuse a data connection or a host.',
          '某些服务器用这个标准之外的代码拒绝数据连接或主机。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 521,
    meanings: [
      {
        when: { commands: ['MKD', 'XMKD'] },
        source: 'vendor',
        title: words('Folder exists already', '文件夹已存在'),
        text: words(
          'The name is taken. Most servers say 550 in this case.',
          '名字已被占用。多数服务器此时会说 550。',
        ),
        next: next.goOn,
      },
      {
        source: 'vendor',
        title: words('Data must be encrypted', '数据必须加密'),
        text: words(
          'The server only transfers files and lists over encrypted data connections, and this one would not be.',
          '服务器只通过加密的数据连接传输文件和列表，而这条不是。',
        ),
        causes: [words('PROT P was not set.', '没有设置 PROT P。')],
        next: next.secure,
      },
    ],
  },
  {
    code: 522,
    meanings: [
      {
        when: { commands: ['EPRT', 'EPSV'] },
        source: cite(2428, '2'),
        title: words('Not with this kind of address', '不支持这种地址'),
        text: words(
          'The server does not speak the network protocol that was asked for. The numbers in brackets are those it can: 1 is IPv4, 2 is IPv6.',
          '服务器不支持所要求的网络协议。括号里的数字是它支持的：1 是 IPv4，2 是 IPv6。',
        ),
        next: words(
          'The client repeats the request with a protocol from the list.',
          '客户端改用列表中的协议重新请求。',
        ),
      },
      {
        when: { words: sessionReuseWords },
        source: 'vendor',
        title: words('Data connection did not prove who it is', '数据连接未能证明身份'),
        text: words(
          'The server (vsftpd in most cases) wants the data connection to resume the TLS session of this connection, as proof that the same client opened it.',
          '服务器（多半是 vsftpd）要求数据连接恢复本连接的 TLS 会话，以证明是同一个客户端打开的。',
        ),
        causes: [
          words(
            'The TLS library could not resume the session, most often with TLS 1.3.',
            'TLS 库未能恢复会话，TLS 1.3 下最常见。',
          ),
          words(
            'The setting require_ssl_reuse is on in vsftpd.',
            'vsftpd 开启了 require_ssl_reuse。',
          ),
        ],
        next: words(
          'The client tries again with the session of the control connection.',
          '客户端用控制连接的会话重试。',
        ),
      },
      {
        when: { commands: transfers },
        source: cite(4217, '10.2'),
        title: words(
          'Encryption of the data connection is not acceptable',
          '数据连接的加密不被接受',
        ),
        text: words(
          'The server does not like how the data connection is protected: it is not encrypted at all, or TLS failed on it.',
          '服务器不满意数据连接的保护方式：根本没有加密，或 TLS 握手失败。',
        ),
        causes: [
          words(
            'PROT P was not set although the server wants it.',
            '服务器要求 PROT P，但没有设置。',
          ),
          words(
            'The certificate or the TLS version of the data connection was refused.',
            '数据连接的证书或 TLS 版本被拒绝。',
          ),
        ],
        next: next.secure,
      },
      {
        source: cite(4217, '11.5'),
        title: words('Protection not acceptable', '保护方式不被接受'),
        text: words(
          'The server wants a different protection or a different network protocol for data.',
          '服务器要求对数据使用另一种保护或另一种网络协议。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 530,
    meanings: [
      {
        when: { commands: logins, words: encryptionWords },
        source: cite(4217, '4.2'),
        title: words('Not without encryption', '必须先加密'),
        text: words(
          'The server refuses logins over a connection that anybody could read.',
          '服务器拒绝在任何人都能看到的连接上登录。',
        ),
        causes: [words('The connection is not secured with TLS.', '连接没有用 TLS 保护。')],
        next: next.secure,
      },
      {
        when: { commands: logins, words: /too many|maximum|already connected|limit/i },
        source: byNumber,
        title: words('All places are taken', '连接名额已满'),
        text: words(
          'Name and password may be right, but this user or address has no place left.',
          '用户名和密码可能没错，但该用户或地址已没有名额。',
        ),
        next: words(
          'The client uses fewer connections and tries again a little later.',
          '客户端减少连接数，稍后重试。',
        ),
      },
      {
        when: { commands: ['USER'] },
        source: byNumber,
        title: words('This user may not log in', '该用户不能登录'),
        text: words(
          'The server turns the name away before it has heard a password, for example because it only serves anonymous visitors or only known users.',
          '服务器还没听密码就拒绝了这个名字，例如它只接待匿名访客，或只接待已知用户。',
        ),
        next: next.askPassword,
      },
      {
        when: { commands: ['PASS', 'ACCT'] },
        source: byNumber,
        title: words('Login refused', '登录被拒绝'),
        text: words(
          'Name and password do not fit together. Servers do not say which of the two is wrong, to give nothing away.',
          '用户名和密码不匹配。服务器不会说明哪一个错了，以免泄露信息。',
        ),
        causes: [
          words('A typing mistake; capitals matter.', '输入有误；请注意大小写。'),
          words('The account is locked or may not use FTP.', '账户被锁定或无权使用 FTP。'),
        ],
        next: next.askPassword,
      },
      {
        when: { words: encryptionWords },
        source: cite(4217, '10.1'),
        title: words('Not without encryption', '必须先加密'),
        text: words(
          'The server wants the connection to be secured first.',
          '服务器要求先保护好连接。',
        ),
        next: next.secure,
      },
      {
        source: byNumber,
        title: words('You are not logged in', '您尚未登录'),
        text: words(
          'The command needs a login, and there is none, or it ended in the meantime.',
          '这个命令需要先登录，但尚未登录，或登录已失效。',
        ),
        next: words('The client logs in and repeats the command.', '客户端登录后重新发送命令。'),
      },
    ],
  },
]
