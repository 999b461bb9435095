import type { DataStep, ProtocolEvent, TcpStep, TlsStep } from './events.ts'
import { words } from './text.ts'
import type { Text } from './text.ts'

/** What a step does on the practice server. */
export type TourAction =
  | { kind: 'open-session'; mode: 'active' | 'passive'; encryption: 'none' | 'required' }
  /** `extended`: EPSV and EPRT instead of PASV and PORT. */
  | { kind: 'set-mode'; mode: 'active' | 'passive'; extended: boolean }
  | { kind: 'list'; path: string }
  | { kind: 'upload'; name: string; bytes: number }
  /** Downloads, breaks off after so many bytes, and continues from there. */
  | { kind: 'resume'; name: string; stopAfter: number }
  /** Copies from this server straight to a second practice server. */
  | { kind: 'fxp'; name: string }
  | { kind: 'raw'; command: string }
  | { kind: 'close-session' }

/** Which events of a step are pointed at. */
export type Highlight =
  | { kind: 'command'; verbs: readonly string[] }
  | { kind: 'reply'; codes: readonly number[] }
  | { kind: 'tcp'; steps: readonly TcpStep[] }
  | { kind: 'tls'; steps: readonly TlsStep[] }
  | { kind: 'data'; mode?: 'active' | 'passive'; steps: readonly DataStep[] }

export type TourStep = {
  id: string
  title: Text
  text: Text
  actions: readonly TourAction[]
  highlight: readonly Highlight[]
}

const file = 'tour.txt'
const size = 200_000

/** A guided tour of FTP on the practice server, each step with real commands. */
export const tour: readonly TourStep[] = [
  {
    id: 'control-connection',
    title: words('Two computers start to talk', '两台电脑开始交谈'),
    text: words(
      'Sampan dials the practice server on this computer. The first connection is the control connection: plain lines of text, commands one way, numbered replies the other. By custom the server speaks first and says 220.',
      'Sampan 拨通本机上的练习服务器。第一条连接是控制连接：只有一行行文字，命令朝一个方向，带编号的回复朝另一个方向。按惯例服务器先开口，说 220。',
    ),
    actions: [{ kind: 'open-session', mode: 'passive', encryption: 'none' }],
    highlight: [
      { kind: 'tcp', steps: ['dialling', 'open'] },
      { kind: 'reply', codes: [220] },
    ],
  },
  {
    id: 'login',
    title: words('Who are you?', '您是谁？'),
    text: words(
      'USER names the account, 331 asks for the password, PASS hands it over and 230 opens the door. Look at the first digits: 2 means done, 3 means something is still needed, 4 and 5 mean no.',
      'USER 说出账户名，331 请求密码，PASS 交出密码，230 打开大门。看看第一位数字：2 表示完成，3 表示还需要什么，4 和 5 表示不行。',
    ),
    actions: [{ kind: 'raw', command: 'PWD' }],
    highlight: [
      { kind: 'command', verbs: ['USER', 'PASS', 'PWD'] },
      { kind: 'reply', codes: [331, 230, 257] },
    ],
  },
  {
    id: 'passive',
    title: words('Passive mode: the client dials again', '被动模式：客户端再拨一次'),
    text: words(
      'Files and lists never travel over the control connection. EPSV asks the server to open a second door; 229 names its port, and the client dials there. Both calls start from the client, so its router has nothing against them.',
      '文件和列表从不走控制连接。EPSV 请服务器再开一个端口，229 给出端口号，由客户端拨过去。两次呼叫都从客户端发起，所以它的路由器不会反对。',
    ),
    actions: [
      { kind: 'set-mode', mode: 'passive', extended: true },
      { kind: 'list', path: '/' },
    ],
    highlight: [
      { kind: 'command', verbs: ['EPSV'] },
      { kind: 'reply', codes: [229] },
      { kind: 'data', mode: 'passive', steps: ['dialling', 'open'] },
    ],
  },
  {
    id: 'port-arithmetic',
    title: words('Six numbers and a little sum', '六个数字和一道小算术'),
    text: words(
      'The older PASV answers with six numbers. Four are the address. The port is too big for one number up to 255, so it comes in two: the fifth times 256, plus the sixth. Select the 227 line and see the sum done.',
      '较旧的 PASV 用六个数字回答。前四个是地址。端口太大，一个不超过 255 的数字装不下，所以分成两个：第五个乘以 256，再加第六个。选中 227 那一行，就能看到计算过程。',
    ),
    actions: [
      { kind: 'set-mode', mode: 'passive', extended: false },
      { kind: 'list', path: '/' },
    ],
    highlight: [
      { kind: 'command', verbs: ['PASV'] },
      { kind: 'reply', codes: [227] },
    ],
  },
  {
    id: 'active',
    title: words('Active mode: the server dials you', '主动模式：服务器拨给您'),
    text: words(
      'Now it is the other way round. The client opens a door and announces it with PORT, again in six numbers, and the server dials in. See how the arrow turns around: behind a home router such a call usually ends at the router.',
      '现在反过来：客户端开一个端口，用 PORT 以六个数字公布出去，由服务器拨进来。看看箭头如何掉转方向：在家用路由器后面，这样的呼叫通常止步于路由器。',
    ),
    actions: [
      { kind: 'set-mode', mode: 'active', extended: false },
      { kind: 'list', path: '/' },
    ],
    highlight: [
      { kind: 'command', verbs: ['PORT'] },
      { kind: 'reply', codes: [200] },
      { kind: 'data', mode: 'active', steps: ['listening', 'open'] },
    ],
  },
  {
    id: 'listing',
    title: words('A list is a transfer too', '列表也是一次传输'),
    text: words(
      'MLSD asks for a folder. 150 announces the list, the lines come over the data connection, and 226 says that this was all. Closing the data connection is the full stop.',
      'MLSD 请求文件夹的内容。150 预告列表，各行通过数据连接传来，226 表示已全部发完。关闭数据连接就是句号。',
    ),
    actions: [
      { kind: 'set-mode', mode: 'passive', extended: true },
      { kind: 'list', path: '/' },
    ],
    highlight: [
      { kind: 'command', verbs: ['MLSD', 'LIST'] },
      { kind: 'reply', codes: [150, 226] },
      { kind: 'data', steps: ['closed'] },
    ],
  },
  {
    id: 'upload',
    title: words('Sending a file', '发送文件'),
    text: words(
      'STOR announces a file, the server says 150, and the bytes flow from here to there. After 226 Sampan asks for the SIZE: only when it agrees does the transfer count as done.',
      'STOR 预告一个文件，服务器说 150，字节从这里流向那里。226 之后 Sampan 会询问 SIZE：只有大小一致，传输才算完成。',
    ),
    actions: [{ kind: 'upload', name: file, bytes: size }],
    highlight: [
      { kind: 'command', verbs: ['STOR', 'SIZE'] },
      { kind: 'reply', codes: [150, 226, 213] },
    ],
  },
  {
    id: 'resume',
    title: words('Continuing where it broke off', '从中断处继续'),
    text: words(
      'This download is cut in the middle on purpose. REST then names the byte to continue from, 350 accepts it, and RETR sends only the rest.',
      '这次下载会故意在中途切断。然后 REST 说明从哪个字节继续，350 表示接受，RETR 只发送剩下的部分。',
    ),
    actions: [{ kind: 'resume', name: file, stopAfter: size / 2 }],
    highlight: [
      { kind: 'command', verbs: ['RETR', 'REST', 'ABOR'] },
      { kind: 'reply', codes: [350, 426] },
    ],
  },
  {
    id: 'tls',
    title: words('The same in secret', '同样的事，加密进行'),
    text: words(
      'Until now everything could be read on the way, the password included. AUTH TLS switches the connection to encryption before the login; PBSZ and PROT P do the same for the data connections.',
      '到目前为止，包括密码在内的一切在途中都能被看到。AUTH TLS 在登录之前把连接切换为加密；PBSZ 和 PROT P 对数据连接做同样的事。',
    ),
    actions: [
      { kind: 'open-session', mode: 'passive', encryption: 'required' },
      { kind: 'list', path: '/' },
    ],
    highlight: [
      { kind: 'command', verbs: ['AUTH', 'PBSZ', 'PROT'] },
      { kind: 'reply', codes: [234] },
      { kind: 'tls', steps: ['started', 'open'] },
    ],
  },
  {
    id: 'third-party',
    title: words('Two servers, one conductor', '两台服务器，一位指挥'),
    text: words(
      'A file can go straight from one server to another. Sampan asks the first with PASV where to dial and passes the answer on to the second with PORT. The bytes never come through this computer: a triangle.',
      '文件可以直接从一台服务器传到另一台。Sampan 用 PASV 问第一台该拨到哪里，再用 PORT 把答案转告第二台。字节不经过本机：形成一个三角形。',
    ),
    actions: [
      { kind: 'open-session', mode: 'passive', encryption: 'none' },
      { kind: 'fxp', name: file },
    ],
    highlight: [
      { kind: 'command', verbs: ['PASV', 'PORT', 'STOR', 'RETR'] },
      { kind: 'reply', codes: [227, 200, 226] },
    ],
  },
  {
    id: 'goodbye',
    title: words('Saying goodbye', '告别'),
    text: words(
      'QUIT ends the session politely, 221 answers it, and both sides close the connection. That was the whole protocol; everything else is detail.',
      'QUIT 礼貌地结束会话，221 作答，双方关闭连接。这就是整个协议，其余都是细节。',
    ),
    actions: [{ kind: 'close-session' }],
    highlight: [
      { kind: 'command', verbs: ['QUIT'] },
      { kind: 'reply', codes: [221] },
      { kind: 'tcp', steps: ['closed'] },
    ],
  },
]

function matches(highlight: Highlight, event: ProtocolEvent): boolean {
  if (highlight.kind === 'command')
    return event.kind === 'command' && highlight.verbs.includes(event.verb.toUpperCase())
  if (highlight.kind === 'reply')
    return event.kind === 'reply' && highlight.codes.includes(event.code)
  if (highlight.kind === 'tcp') return event.kind === 'tcp' && highlight.steps.includes(event.step)
  if (highlight.kind === 'tls') return event.kind === 'tls' && highlight.steps.includes(event.step)
  return (
    event.kind === 'data' &&
    highlight.steps.includes(event.step) &&
    (highlight.mode === undefined || highlight.mode === event.mode)
  )
}

/** Whether a step of the tour points at this event. */
export const isHighlighted = (step: TourStep, event: ProtocolEvent): boolean =>
  step.highlight.some((highlight) => matches(highlight, event))
