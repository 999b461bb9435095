import { findCommand } from '../commands.ts'
import type { EventOf, ProtocolEvent } from '../events.ts'
import { cite, citation } from '../source.ts'
import type { Source } from '../source.ts'
import { say, words } from '../text.ts'
import type { Locale, Text, Values } from '../text.ts'
import { warn, weaknessOf } from '../warnings.ts'
import type { Warning } from '../warnings.ts'
import { describeIn } from './types.ts'
import type { Explanation, Part } from './types.ts'

type Story = { title: Text; text: Text; source?: Source }

const story = (title: Text, text: Text, source?: Source): Story => ({
  title,
  text,
  ...(source ? { source } : {}),
})

const tcpStories: Readonly<Record<EventOf<'tcp'>['step'], Story>> = {
  resolving: story(
    words('Looking up the name', '查询名称'),
    words(
      'The client asks the directory of the internet (DNS) which address belongs to the name.',
      '客户端向互联网的目录（DNS）查询这个名称对应的地址。',
    ),
  ),
  dialling: story(
    words('Calling the server', '呼叫服务器'),
    words(
      'The client opens the control connection with the three-way handshake of TCP: it sends SYN ("shall we?"), the server answers SYN-ACK ("yes, you too?"), the client confirms with ACK.',
      '客户端用 TCP 三次握手打开控制连接：它发送 SYN（“可以吗？”），服务器回答 SYN-ACK（“可以，你呢？”），客户端用 ACK 确认。',
    ),
    cite(959, '5.2'),
  ),
  open: story(
    words('Control connection is open', '控制连接已打开'),
    words(
      'Both sides can talk. By custom the server speaks first, with a 220 greeting.',
      '双方可以通话了。按惯例服务器先开口，发出 220 问候。',
    ),
    cite(959, '5.4'),
  ),
  closed: story(
    words('Control connection is closed', '控制连接已关闭'),
    words(
      'The conversation is over. Without this connection no transfer can be arranged.',
      '对话结束。没有这条连接就无法约定任何传输。',
    ),
    cite(959, '5.2'),
  ),
  failed: story(
    words('The server cannot be reached', '无法连到服务器'),
    words(
      'The call did not get through, so not a single FTP word was spoken.',
      '没有接通，所以一句 FTP 的话都还没说。',
    ),
  ),
}

const tlsStories: Readonly<Record<EventOf<'tls'>['step'], Story>> = {
  started: story(
    words('TLS handshake begins', 'TLS 握手开始'),
    words(
      'Client and server agree on keys that nobody else can know, and the server shows its certificate, its identity card.',
      '客户端与服务器商定只有双方知道的密钥，服务器出示证书，也就是它的身份证明。',
    ),
    cite(4217, '12.1'),
  ),
  open: story(
    words('Connection is encrypted', '连接已加密'),
    words(
      'From here on nobody on the way can read or change what is said.',
      '从现在起，途中无人能够读取或改动通话内容。',
    ),
    cite(4217, '12.1'),
  ),
  failed: story(
    words('TLS handshake failed', 'TLS 握手失败'),
    words(
      'No trustworthy encrypted connection came about, so no password is sent.',
      '没有建立可信的加密连接，因此不会发送密码。',
    ),
    cite(4217, '10.1'),
  ),
}

const active = cite(959, '3.2')
const dataStories: Readonly<Record<string, Story>> = {
  'passive-listening': story(
    words('The server has opened a door', '服务器已打开端口'),
    words(
      'Passive mode: the server waits on this port for the client.',
      '被动模式：服务器在这个端口等待客户端。',
    ),
    active,
  ),
  'active-listening': story(
    words('The client has opened a door', '客户端已打开端口'),
    words(
      'Active mode: the client waits on this port for the server.',
      '主动模式：客户端在这个端口等待服务器。',
    ),
    active,
  ),
  'passive-dialling': story(
    words('The client dials the data port', '客户端拨打数据端口'),
    words(
      'Passive mode: the SYN goes from the client to the server, in the same direction as the control connection. Firewalls on the client side seldom mind.',
      '被动模式：SYN 从客户端发往服务器，与控制连接方向相同。客户端一侧的防火墙很少阻拦。',
    ),
    active,
  ),
  'active-dialling': story(
    words('The server dials the client', '服务器拨向客户端'),
    words(
      'Active mode: the SYN goes from the server to the client, against the direction of the control connection. Routers and firewalls on the client side often block it.',
      '主动模式：SYN 从服务器发往客户端，与控制连接方向相反。客户端一侧的路由器和防火墙往往会阻拦。',
    ),
    active,
  ),
  open: story(
    words('Data connection is open', '数据连接已打开'),
    words('The file or list can flow now.', '文件或列表现在可以传送了。'),
    cite(959, '3.3'),
  ),
  closed: story(
    words('Data connection is closed', '数据连接已关闭'),
    words(
      'In stream mode closing is how the sender says: that was all.',
      '在流方式中，发送方用关闭连接来表示：到此为止。',
    ),
    cite(959, '3.4'),
  ),
  'passive-failed': story(
    words('The data port could not be reached', '无法连到数据端口'),
    words(
      'The client dialled the port that the server named, and nobody answered there. The control connection still works.',
      '客户端拨打了服务器给出的端口，却没有应答。控制连接仍然正常。',
    ),
    active,
  ),
  'active-failed': story(
    words('The server did not dial in', '服务器没有拨入'),
    words(
      'The client waited on its port, and the call of the server never arrived. The control connection still works.',
      '客户端在端口上等待，服务器的连接始终没有到达。控制连接仍然正常。',
    ),
    active,
  ),
}

const labels = {
  from: words('client', '客户端'),
  to: words('server', '服务器'),
  version: words('version of TLS', 'TLS 版本'),
  cipher: words('method of encryption', '加密方法'),
  error: words('the reason, in the words of the system', '系统给出的原因'),
  resumed: words(
    'session continued from the control connection: the same two computers',
    '会话延续自控制连接：双方是同样的两台电脑',
  ),
  other: words('Note', '说明'),
}

const at = ({ host, port }: { host: string; port: number }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

function tell(
  { title, text, source }: Story,
  parts: Part[],
  warnings: Warning[],
  locale: Locale,
): Explanation {
  return {
    title: say(title, locale),
    text: say(text, locale),
    ...(source ? { source: citation(source) } : {}),
    origin: source ? 'standard' : 'unknown',
    parts,
    warnings,
  }
}

/** Explanation of what happened beside commands and replies; undefined for those two. */
export function explainEvent(
  event: ProtocolEvent,
  locale: Locale,
  context: { command?: string } = {},
): Explanation | undefined {
  const part = (text: string | undefined, meaning: Text, values?: Values): Part[] =>
    text ? [describeIn(locale)(text, meaning, values)] : []

  const tlsParts = (tls: { version?: string; cipher?: string; resumed?: boolean }): Part[] => [
    ...part(tls.version, labels.version),
    ...part(tls.cipher, labels.cipher),
    ...(tls.resumed ? part('resumed', labels.resumed) : []),
  ]
  const weak = (tls: { version?: string; cipher?: string }): Warning[] => {
    const name = weaknessOf(tls)
    return name ? [warn('weak-tls', locale, { name })] : []
  }

  switch (event.kind) {
    case 'tcp': {
      const parts = [...part(at(event), labels.to), ...part(event.error, labels.error)]
      return tell(tcpStories[event.step], parts, [], locale)
    }
    case 'tls': {
      const parts = [...tlsParts(event), ...part(event.error, labels.error)]
      return tell(tlsStories[event.step], parts, weak(event), locale)
    }
    case 'data': {
      const { mode, step, local, remote, error, tls } = event
      const told = dataStories[`${mode}-${step}`] ?? dataStories[step]
      if (!told) return undefined
      const parts = [
        ...(local ? part(at(local), labels.from) : []),
        ...(remote ? part(at(remote), labels.to) : []),
        ...(tls ? tlsParts(tls) : []),
        ...part(error, labels.error),
      ]
      const warnings = tls ? weak(tls) : []
      if (step === 'open' && tls?.resumed === false) warnings.push(warn('tls-not-resumed', locale))
      const isList = findCommand(context.command ?? '')?.dataUse === 'listing'
      if (isList && error && step === 'closed') warnings.push(warn('listing-cut-short', locale))
      return tell(told, parts, warnings, locale)
    }
    case 'status':
    case 'error':
      return {
        title: say(labels.other, locale),
        text: event.text,
        origin: 'unknown',
        parts: [],
        warnings: [],
      }
    default:
      return undefined
  }
}
