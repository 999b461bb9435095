import { cite } from '../source.ts'
import { words } from '../text.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')
const security = cite(2228, '5.1')
const section = cite(2228, '5.2')

/** 53z and 63z: rules of security, and replies in a sealed envelope. */
export const securityReplies: readonly ReplyEntry[] = [
  {
    code: 532,
    meanings: [
      {
        source: byNumber,
        title: words('An account is needed to store', '存储需要账户信息'),
        text: words(
          'The server wants account information, given by ACCT, before it accepts files.',
          '服务器在接受文件之前要求用 ACCT 提供账户信息。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 533,
    meanings: [
      {
        source: security,
        title: words('Command must be protected', '命令必须受保护'),
        text: words(
          'By its rules the server does not accept this command in this form of protection. CCC, for one, is refused this way.',
          '按服务器的规定，不接受以这种保护形式发送的命令。例如 CCC 就会这样被拒绝。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 534,
    meanings: [
      {
        when: { commands: ['AUTH', 'CCC', 'PROT'] },
        source: security,
        title: words('Refused by policy', '因规定被拒绝'),
        text: words(
          'The server could do it but its administrator does not allow it.',
          '服务器有能力这样做，但管理员不允许。',
        ),
        next: next.showError,
      },
      {
        source: cite(2228, '8.2'),
        title: words('Not at this level of protection', '不接受这种保护级别'),
        text: words(
          'The server refuses the transfer because data connections have to be protected differently.',
          '由于数据连接需要另一种保护，服务器拒绝了传输。',
        ),
        next: next.secure,
      },
    ],
  },
  {
    code: 535,
    meanings: [
      {
        source: security,
        title: words('Security check failed', '安全检查失败'),
        text: words(
          'What the client sent did not pass the check, as if it had been changed on the way.',
          '客户端发送的内容没有通过检查，就像在途中被改动过一样。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 536,
    meanings: [
      {
        source: security,
        title: words('No such level of protection', '没有这种保护级别'),
        text: words(
          'TLS only knows PROT C (clear) and PROT P (private); another level was asked for, or the server does not offer it.',
          'TLS 只有 PROT C（明文）和 PROT P（私密）；请求了其他级别，或服务器不提供。',
        ),
        next: words(
          'If encryption is required the client does not transfer anything.',
          '如果必须加密，客户端不会传输任何内容。',
        ),
      },
    ],
  },
  {
    code: 537,
    meanings: [
      {
        source: security,
        title: words('Protection of commands not possible', '无法保护命令'),
        text: words(
          'The security method in use cannot protect commands in the way that was asked for.',
          '当前的安全方式无法按要求的形式保护命令。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 631,
    meanings: [
      {
        source: section,
        title: words('Sealed reply', '带签封的回复'),
        text: words(
          'Contains another reply, coded so that nobody can change it unnoticed. It belongs to security methods older than TLS.',
          '里面是另一条回复，经过编码，任何人都无法悄悄改动。它属于比 TLS 更早的安全方式。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 632,
    meanings: [
      {
        source: section,
        title: words('Sealed and hidden reply', '带签封且保密的回复'),
        text: words(
          'Contains another reply, coded so that nobody can read or change it.',
          '里面是另一条回复，经过编码，任何人都无法读取或改动。',
        ),
        next: next.goOn,
      },
    ],
  },
  {
    code: 633,
    meanings: [
      {
        source: section,
        title: words('Hidden reply', '保密的回复'),
        text: words(
          'Contains another reply, coded so that nobody can read it.',
          '里面是另一条回复，经过编码，任何人都无法读取。',
        ),
        next: next.goOn,
      },
    ],
  },
]
