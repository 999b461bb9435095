import { words } from '../text.ts'
import type { Text } from '../text.ts'
import type { DiagnosisCode } from './types.ts'

/** Verdict in plain words: what happened, why, and what helps. */
export const diagnosisTexts: Readonly<Record<DiagnosisCode, { title: Text; text: Text }>> = {
  'host-not-found': {
    title: words('No computer has this name', '找不到这个名称的主机'),
    text: words(
      'The directory of the internet (DNS) does not know {host}. Check the spelling; if it is right, your network connection or its DNS server may be down.',
      '互联网目录（DNS）中没有 {host}。请检查拼写；如果拼写无误，可能是您的网络或 DNS 服务器出了问题。',
    ),
  },
  'connection-refused': {
    title: words('Nobody answers on this port', '这个端口没有服务'),
    text: words(
      '{host} can be reached, but nothing listens on port {port}. The FTP server is switched off, uses another port, or a firewall turns you away.',
      '{host} 可以到达，但端口 {port} 上没有程序在监听。FTP 服务器没有启动、使用了其他端口，或被防火墙拒绝。',
    ),
  },
  'timeout-connect': {
    title: words('The server does not answer', '服务器没有应答'),
    text: words(
      'The call to {host}, port {port}, got no answer at all. Either the address is wrong, the computer is off, or a firewall swallows the call silently.',
      '呼叫 {host} 的端口 {port} 没有任何应答。可能是地址错误、电脑关机，或防火墙悄悄丢弃了连接。',
    ),
  },
  'wrong-protocol': {
    title: words('This is not what was expected here', '这里不是所期望的服务'),
    text: words(
      'The other side speaks {protocol}, so no FTP conversation can begin.',
      '对方使用的是 {protocol}，因此无法开始 FTP 对话。',
    ),
  },
  'certificate-untrusted': {
    title: words('The identity of the server is not proven', '服务器身份未得到证实'),
    text: words(
      'The certificate, the identity card of the server, cannot be trusted as it is. Nothing secret has been sent. If you can compare its fingerprint with the operator of the server, you may trust it for this site.',
      '服务器的证书（即身份证明）目前无法信任。尚未发送任何机密内容。如果您能与服务器管理员核对指纹，可以对此站点信任它。',
    ),
  },
  'tls-version-mismatch': {
    title: words('No common encryption', '没有共同的加密方式'),
    text: words(
      'Server and client found no version or method of TLS that both accept. The server probably only knows outdated ones. Allowing them protects against curious eyes, but not against a determined attacker.',
      '服务器与客户端没有双方都接受的 TLS 版本或方法，服务器可能只支持过时的版本。允许使用它们能防好奇的旁观者，但防不住蓄意的攻击者。',
    ),
  },
  'tls-session-reuse-required': {
    title: words('The server wants the TLS session resumed', '服务器要求恢复 TLS 会话'),
    text: words(
      'Login and commands work, but the server refuses the data connection because it did not continue the TLS session of the control connection. The client always offers to continue it; if the server still refuses, its operator can switch the demand off (require_ssl_reuse in vsftpd, NoSessionReuseRequired in ProFTPD).',
      '登录和命令都正常，但服务器拒绝数据连接，因为它没有延续控制连接的 TLS 会话。客户端总会提出延续会话；如果服务器仍然拒绝，管理员可以关闭这项要求（vsftpd 的 require_ssl_reuse，ProFTPD 的 NoSessionReuseRequired）。',
    ),
  },
  'tls-required': {
    title: words('The server insists on encryption', '服务器要求加密'),
    text: words(
      'The server does not serve unencrypted connections. With TLS required for this site the client secures the connection before it logs in.',
      '服务器不接受未加密的连接。为此站点设置必须使用 TLS 后，客户端会在登录之前先加密连接。',
    ),
  },
  'connection-limit': {
    title: words('Too many connections at once', '同时连接过多'),
    text: words(
      'The server allows only a few connections at a time, and all of them are in use. With {limit} for transfers this site should work.',
      '服务器同时只允许少量连接，目前名额已用完。把传输连接数设为 {limit}，此站点应可正常使用。',
    ),
  },
  'login-failed': {
    title: words('Name or password was refused', '用户名或密码被拒绝'),
    text: words(
      'The server was reached and spoke FTP, but did not accept the login. Check name, password and capitals; the account may also be locked or not allowed to use FTP.',
      '已连到服务器并开始 FTP 对话，但登录未被接受。请检查用户名、密码和大小写；账户也可能被锁定或无权使用 FTP。',
    ),
  },
  'epsv-broken-by-middlebox': {
    title: words('Something on the way does not understand EPSV', '途中设备不支持 EPSV'),
    text: words(
      'The server offers the newer passive mode EPSV, but its data connections do not come about while the older PASV works. A router or firewall in between most likely only knows the old one.',
      '服务器支持较新的被动模式 EPSV，但它的数据连接无法建立，而较旧的 PASV 可以。中间的路由器或防火墙很可能只认识旧的那种。',
    ),
  },
  'unroutable-passive-address': {
    title: words('The server announces an address nobody can reach', '服务器公布了无法到达的地址'),
    text: words(
      'In its 227 reply the server names {host}, which only exists in its own network, although you talk to it at {control}. The server stands behind a router that does not let the data port {port} through; its operator should set the external address and forward the passive ports.',
      '服务器在 227 回复中给出 {host}，这个地址只存在于它的内部网络，而您是通过 {control} 与它通话的。服务器位于路由器之后，数据端口 {port} 没有放行；管理员应设置对外地址并转发被动端口。',
    ),
  },
  'passive-ports-blocked': {
    title: words('The passive ports of the server are blocked', '服务器的被动端口被阻挡'),
    text: words(
      'Commands work, but the call to data port {port} did not get through: a firewall in front of the server (or a strict one on your side) lets only the command port pass. The operator has to open the passive port range, or active mode may help.',
      '命令正常，但拨打数据端口 {port} 没有接通：服务器前面（或您这边）的防火墙只放行了命令端口。管理员需要开放被动端口范围，或者可以试试主动模式。',
    ),
  },
  'nat-in-front-of-port': {
    title: words('You announced an address the server cannot reach', '您公布的地址服务器无法到达'),
    text: words(
      'In active mode the client told the server to dial {host}, an address that only exists in your own network, while the server at {control} is outside. Use passive mode, or enter your external address in the settings and forward the ports on your router.',
      '在主动模式下，客户端请服务器拨打 {host}，这个地址只存在于您的网络内部，而位于 {control} 的服务器在外面。请使用被动模式，或在设置中填写对外地址并在路由器上转发端口。',
    ),
  },
  'active-port-blocked': {
    title: words('The server could not dial your computer', '服务器无法拨到您的电脑'),
    text: words(
      'In active mode the server opens the data connection, here to port {port}, and that call did not arrive. A firewall on your side, or one at the server, blocks it. Passive mode avoids the problem.',
      '在主动模式下由服务器打开数据连接（这里是到端口 {port}），但没有到达。您这边或服务器那边的防火墙阻挡了它。被动模式可以避免这个问题。',
    ),
  },
  'disk-full': {
    title: words('The disk of the server is full', '服务器磁盘已满'),
    text: words(
      'There is no room left to store the file. Free some space on the server, or ask its operator.',
      '没有空间存储文件了。请在服务器上释放空间，或联系管理员。',
    ),
  },
  'quota-exceeded': {
    title: words('Your share of space is used up', '您的空间配额已用完'),
    text: words(
      'The disk may have room, but this account has reached the amount it may store. Delete something, or ask for more.',
      '磁盘可能还有空间，但此账户已达到允许存储的上限。请删除一些内容，或申请更多配额。',
    ),
  },
  'encoding-trouble': {
    title: words('Client and server spell names differently', '双方对文件名的编码理解不同'),
    text: words(
      'The name contains letters beyond plain English, and the server did not recognise it. Most likely it writes names in another encoding than the one in use.',
      '名字含有英文以外的字符，而服务器没有认出来。很可能它使用的编码与当前设置不同。',
    ),
  },
  'permission-denied': {
    title: words('You may not do this here', '您在这里没有权限'),
    text: words(
      'The server understood the command but does not allow it for this user at this place. Permissions are set on the server; its operator, or the owner of the folder, can change them.',
      '服务器理解了命令，但不允许该用户在这个位置这样做。权限在服务器上设置，管理员或文件夹的所有者可以更改。',
    ),
  },
  'path-syntax': {
    title: words('The server writes names differently', '服务器对名字的写法不同'),
    text: words(
      'The name or path has a form that this server does not accept: forbidden characters, too long, or another way of writing folders.',
      '这个名字或路径的写法不被服务器接受：含有禁用字符、太长，或文件夹的书写方式不同。',
    ),
  },
  'path-not-found': {
    title: words('There is no such file or folder', '没有这个文件或文件夹'),
    text: words(
      'The server found nothing at this path. It may have been moved, deleted or spelt differently; capitals count on most servers.',
      '服务器在这个路径下没有找到任何东西。它可能已被移动、删除，或写法不同；多数服务器区分大小写。',
    ),
  },
  'end-of-transfer-timeout': {
    title: words('The last word never came', '没有等到最后的回复'),
    text: words(
      'All data had passed, but the closing reply (226) did not arrive. Often a router forgot the silent command connection during a long transfer, or the server was still busy, for example with a virus scan. The file may well be complete; the client compares its size.',
      '数据已全部传完，但没有收到结束回复（226）。常见原因是传输时间长，路由器忘记了安静的命令连接，或服务器仍在忙，例如扫描病毒。文件很可能是完整的，客户端会核对大小。',
    ),
  },
  'idle-timeout': {
    title: words('The connection was silent for too long', '连接空闲太久'),
    text: words(
      'Nobody said anything for a while, so the server, or a router on the way, dropped the connection. Nothing is lost. A sign of life now and then prevents it.',
      '有一段时间没有任何动静，服务器或途中的路由器断开了连接。没有任何损失。不时发送一点信号即可避免。',
    ),
  },
}
