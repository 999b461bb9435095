import { cite } from '../source.ts'
import { words } from '../text.ts'
import { next } from './next.ts'
import type { ReplyEntry } from './types.ts'

const byNumber = cite(959, '4.2.2')

/** 50z: the command was not understood or is not possible. */
export const syntaxReplies: readonly ReplyEntry[] = [
  {
    code: 500,
    meanings: [
      {
        when: { commands: ['PORT', 'EPRT'] },
        source: cite(2577, '3'),
        title: words('Will not call that address', '拒绝拨打这个地址'),
        text: words(
          'The server refuses the address or port. Many only dial the very computer that gave the command, so that nobody can make them call strangers.',
          '服务器拒绝这个地址或端口。许多服务器只回拨发出命令的那台电脑，以免被人利用去连接陌生主机。',
        ),
        causes: [
          words(
            'The address differs from the one the server sees, as behind a router.',
            '地址与服务器看到的不同，例如在路由器后面。',
          ),
          words('Active mode is switched off on the server.', '服务器关闭了主动模式。'),
        ],
        next: next.otherMode,
      },
      {
        when: { words: /^500 OOPS|OOPS:/i },
        source: 'vendor',
        title: words('The server stumbled', '服务器出了意外'),
        text: words(
          'vsftpd reports a problem of its own with "OOPS", mostly a setting it cannot live with, and ends the session.',
          'vsftpd 用 OOPS 报告自身的问题，多半是某项配置它无法接受，然后结束会话。',
        ),
        causes: [
          words(
            'The home folder is missing or, with chroot, writable.',
            '主目录不存在，或在 chroot 下可写。',
          ),
        ],
        next: next.reconnect,
      },
      {
        when: {
          commands: [
            'FEAT',
            'OPTS',
            'EPSV',
            'MLSD',
            'MLST',
            'SIZE',
            'MDTM',
            'HOST',
            'CLNT',
            'LANG',
            'MFMT',
            'SYST',
            'AUTH',
          ],
        },
        source: byNumber,
        title: words('Command is not known here', '服务器不认识这个命令'),
        text: words(
          'This server is older or simpler and does not have this extra. Nothing is broken.',
          '这台服务器较旧或较简单，没有这项扩展。没有任何东西损坏。',
        ),
        next: words(
          'The client falls back to an older way of doing the same.',
          '客户端改用更早的方式完成同样的事。',
        ),
      },
      {
        source: byNumber,
        title: words('Not understood', '无法理解'),
        text: words(
          'The server does not know this command, or could not read the line.',
          '服务器不认识这个命令，或无法读懂这一行。',
        ),
        causes: [
          words('The command is not part of this server.', '这台服务器没有这个命令。'),
          words('A typing mistake in a command typed by hand.', '手动输入的命令有拼写错误。'),
        ],
        next: next.showError,
      },
    ],
  },
  {
    code: 501,
    meanings: [
      {
        when: { commands: ['OPTS'] },
        source: cite(2389, '4'),
        title: words('Option is not known', '不认识的选项'),
        text: words(
          'The server does not know this option or its value. It keeps working as before.',
          '服务器不认识这个选项或它的值，仍按原来的方式工作。',
        ),
        next: next.leaveOut,
      },
      {
        when: { commands: ['PORT', 'EPRT'] },
        source: byNumber,
        title: words('Address refused', '地址被拒绝'),
        text: words(
          'The server does not accept this address or port for a data connection.',
          '服务器不接受用这个地址或端口建立数据连接。',
        ),
        causes: [
          words(
            'Active mode is switched off, or the port is a reserved one below 1024.',
            '主动模式已关闭，或端口是 1024 以下的保留端口。',
          ),
        ],
        next: next.otherMode,
      },
      {
        when: { commands: ['MLSD'] },
        source: cite(3659, '7.2'),
        title: words('This is not a folder', '这不是文件夹'),
        text: words(
          'MLSD lists folders, and the path leads to something else.',
          'MLSD 用于列出文件夹，而这个路径指向别的东西。',
        ),
        next: next.showError,
      },
      {
        when: { commands: ['HOST'] },
        source: cite(7151, '3.3'),
        title: words('Not a valid site name', '站点名称无效'),
        text: words(
          'The name given to HOST is not written as a host name.',
          'HOST 给出的名称不符合主机名的写法。',
        ),
        next: next.showError,
      },
      {
        source: byNumber,
        title: words('Something about the argument is wrong', '参数有误'),
        text: words(
          'The command is known, but what follows it is missing or has a form that the server does not accept.',
          '命令是认识的，但后面的内容缺失，或写法不被服务器接受。',
        ),
        causes: [
          words(
            'A name with characters that the system of the server forbids.',
            '名字含有服务器系统不允许的字符。',
          ),
        ],
        next: next.showError,
      },
    ],
  },
  {
    code: 502,
    meanings: [
      {
        source: byNumber,
        title: words('Not built in', '未实现'),
        text: words(
          'The server knows the name of the command but was built without it, or its administrator switched it off.',
          '服务器知道这个命令的名字，但没有实现它，或被管理员关闭了。',
        ),
        next: words(
          'The client falls back to an older way of doing the same.',
          '客户端改用更早的方式完成同样的事。',
        ),
      },
    ],
  },
  {
    code: 503,
    meanings: [
      {
        when: { commands: ['RNTO'] },
        source: cite(959, '4.1.3'),
        title: words('What shall be renamed?', '要重命名什么？'),
        text: words(
          'RNTO gives the new name, but the old one was never named with RNFR.',
          'RNTO 给出新名字，但之前没有用 RNFR 指明旧名字。',
        ),
        next: next.showError,
      },
      {
        when: { commands: ['PASS'] },
        source: cite(959, '5.4'),
        title: words('First the name, please', '请先给出用户名'),
        text: words(
          'A password without a name makes no sense; USER comes first.',
          '没有名字的密码没有意义；要先发送 USER。',
        ),
        next: next.showError,
      },
      {
        when: { commands: ['PBSZ', 'PROT'] },
        source: cite(2228, '8.2'),
        title: words('First AUTH, then PBSZ, then PROT', '顺序应为 AUTH、PBSZ、PROT'),
        text: words(
          'Protection of data can only be arranged after this connection is secured.',
          '只有先保护好这条连接，才能约定数据保护。',
        ),
        next: next.showError,
      },
      {
        when: { commands: ['HOST'] },
        source: cite(7151, '3.3'),
        title: words('Too late to choose a site', '现在选择站点太晚了'),
        text: words('The site must be chosen before the login.', '站点必须在登录之前选择。'),
        next: next.leaveOut,
      },
      {
        source: byNumber,
        title: words('Wrong order', '顺序不对'),
        text: words(
          'The command belongs to a group, and something that has to come before it is missing.',
          '这个命令属于一组，缺少必须先发送的命令。',
        ),
        next: next.showError,
      },
    ],
  },
  {
    code: 504,
    meanings: [
      {
        when: { commands: ['AUTH'] },
        source: cite(2228, '8.2'),
        title: words('Not this kind of security', '不支持这种安全方式'),
        text: words(
          'The server knows AUTH but not the method that was named.',
          '服务器支持 AUTH，但不支持所指定的方式。',
        ),
        next: words(
          'The client tries another method; if TLS is required and none fits it stops.',
          '客户端尝试其他方式；如果必须使用 TLS 却都不行，则停止。',
        ),
      },
      {
        when: { commands: ['HOST'] },
        source: cite(7151, '3.3'),
        title: words('No such site here', '这里没有这个站点'),
        text: words(
          'The server does not host a site of this name.',
          '服务器上没有这个名字的站点。',
        ),
        next: next.leaveOut,
      },
      {
        when: { commands: ['PORT'] },
        source: cite(2577, '3'),
        title: words('Will not call such a port', '拒绝拨打这样的端口'),
        text: words(
          'The server does not dial ports below 1024, because other services live there.',
          '服务器不拨打 1024 以下的端口，因为那里是其他服务。',
        ),
        next: next.otherMode,
      },
      {
        source: byNumber,
        title: words('Not with this argument', '不支持这个参数'),
        text: words(
          'The server knows the command but not the variant asked for.',
          '服务器认识这个命令，但不支持所要求的变体。',
        ),
        next: next.leaveOut,
      },
    ],
  },
]
