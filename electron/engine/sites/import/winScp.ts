import type { ImportedSite, ImportResult } from './importedSite.ts'
import type { Entry, SiteCollector } from './siteCollector.ts'
import { createSiteCollector, parseInteger } from './siteCollector.ts'
import { revealPassword } from './winScpPassword.ts'
import type { Section } from './winScpStorage.ts'
import { readWinScpStorage, unescapeValue } from './winScpStorage.ts'

/**
 * Reads the sites of a `WinSCP.ini` or of a .reg export of its registry key. Passwords under a
 * master password cannot be read: their sites are imported as 'ask'. Throws ImportError if the
 * text is neither.
 */
export function readWinScp(text: string): ImportResult {
  const collector = createSiteCollector()
  for (const section of readWinScpStorage(text)) {
    const session = /^Sessions\\(.+)$/i.exec(section.path)?.[1]
    if (session === undefined || session.includes('\\')) continue
    const path = unescapeValue(session).split('/').filter(Boolean)
    const name = path.pop()
    if (name === undefined || (path.length === 0 && name === 'Default Settings')) continue
    readSession(createValues(section), { name, folder: path }, collector)
  }
  return collector.result
}

type Values = {
  text(name: string): string | undefined
  /** A number; `words` are what some versions write instead. */
  number(name: string, fallback: number, words?: Record<string, number>): number
}

function createValues({ values }: Section): Values {
  const raw = (name: string) => values.get(name.toLowerCase())
  return {
    text: (name) => unescapeValue(raw(name) ?? '') || undefined,
    number(name, fallback, words = {}) {
      const text = raw(name)?.trim().toLowerCase()
      return words[text ?? ''] ?? parseInteger(text) ?? fallback
    },
  }
}

const otherProtocols = new Map<number, string>([
  [0, 'SCP'],
  [1, 'SFTP'],
  [2, 'SFTP'],
  [6, 'WebDAV'],
  [7, 'S3'],
])
const encryptions: ImportedSite['encryption'][] = ['none', 'implicit', 'required', 'required']

/** Only what differs from WinSCP's defaults is stored, so each default is given here. */
function readSession(values: Values, entry: Entry, collector: SiteCollector): void {
  if (values.number('IsWorkspace', 0) !== 0 || values.text('Link') !== undefined) return
  const protocol = values.number('FSProtocol', 1)
  if (protocol !== 5)
    return collector.otherProtocol(
      entry,
      otherProtocols.get(protocol) ?? `An unknown protocol (${protocol})`,
    )

  const { host, user } = readServer(values)
  const logon = readLogon(values, entry, host, user, collector)
  const proxy = readProxy(values, entry, collector)
  const note = values.text('Note')
  const colour = readColour(values.number('Color', 0))
  const localFolder = values.text('LocalDirectory')
  const remoteFolder = values.text('RemoteDirectory')
  const timeOffsetMinutes = readTimeOffset(values)
  const tls = new Map<number, ImportedSite['minimumTls']>([
    [12, '1.2'],
    [13, '1.3'],
  ]).get(values.number('MinTlsVersion', 0))
  if (values.text('TlsCertificateFile') !== undefined)
    collector.withoutSetting(
      entry,
      'clientCertificate',
      'Choose the client certificate again: its file may need another form here.',
    )

  collector.take({
    ...entry,
    host,
    port: values.number('PortNumber', 22),
    encryption: encryptions[values.number('Ftps', 0)] ?? 'required',
    ...logon,
    mode: values.number('FtpPasvMode', 1, onOff) === 0 ? 'active' : 'passive',
    encoding: readEncoding(values),
    ...(note === undefined ? {} : { comment: note.replace(/\r\n?/g, '\n') }),
    ...(colour === undefined ? {} : { colour }),
    ...(localFolder === undefined ? {} : { localFolder }),
    ...(remoteFolder === undefined ? {} : { remoteFolder }),
    bookmarks: [],
    ...(timeOffsetMinutes === 0 ? {} : { timeOffsetMinutes }),
    synchronizedBrowsing: values.number('SynchronizeBrowsing', 0, onOff) === 1,
    postLoginCommands: (values.text('PostLoginCommands') ?? '')
      .split(/[\r\n]+/)
      .filter((command) => command.trim() !== ''),
    ...(proxy === undefined ? {} : { proxy }),
    ...(tls === undefined ? {} : { minimumTls: tls }),
    ...readTimes(values),
    ...(values.number('FtpListAll', automatic, switches) === on ? { showHidden: true } : {}),
    ...(values.number('FtpUseMlsd', automatic, switches) === off
      ? { quirks: { noMlsd: true } }
      : {}),
  })
}

const onOff = { on: 1, off: 0 }
// Switches with a third position are stored as 0 on, 1 off, 2 automatic.
const [on, off, automatic] = [0, 1, 2]
const switches = { on, off, auto: automatic }

/** The host may be written `user@host`, which counts more than the field for the user. */
function readServer(values: Values): { host: string; user: string } {
  const host = values.text('HostName') ?? ''
  const at = host.lastIndexOf('@')
  const user = at > 0 ? host.slice(0, at) : (values.text('UserName') ?? '')
  return { host: host.slice(at + 1).replace(/^\[(.*)\]$/, '$1'), user }
}

type Logon = Pick<ImportedSite, 'logon' | 'user' | 'password' | 'account'>

function readLogon(
  values: Values,
  entry: Entry,
  host: string,
  user: string,
  collector: SiteCollector,
): Logon {
  if (user === 'anonymous') return { logon: 'anonymous' }
  const account = values.text('FtpAccount')
  const password = readPassword(values, entry, user + host, collector)
  const ask: Logon = { logon: 'ask', ...(user ? { user } : {}) }
  if (password === undefined || !user) return ask
  if (account === undefined) return { logon: 'password', user, password }
  return { logon: 'account', user, password, account }
}

function readPassword(
  values: Values,
  entry: Entry,
  key: string,
  collector: SiteCollector,
): string | undefined {
  const plain = values.text('PasswordPlain')
  if (plain !== undefined) return plain
  const hidden = values.text('Password')
  if (hidden === undefined) return undefined
  const revealed = revealPassword(hidden, key)
  if (revealed.state === 'ok') return revealed.password
  if (revealed.state === 'master-password')
    collector.withoutPassword(
      entry,
      'master-password-missing',
      'The password is encrypted with the master password of WinSCP. It will be asked for.',
    )
  else
    collector.withoutPassword(
      entry,
      'password-unreadable',
      'The password does not fit the user and host. It will be asked for.',
    )
  return undefined
}

/** The setting is stored upside down ("not UTF-8"): 0 off, 1 on, 2 automatic. */
function readEncoding(values: Values): string {
  const [isOff, isOn] = [0, 1]
  const utf = values.number('Utf', automatic, { on: isOn, off: isOff, auto: automatic })
  return utf === isOn ? 'UTF-8' : 'auto'
}

/** 0x00BBGGRR, in newer versions with flags above; 0 is no colour. */
function readColour(value: number): string | undefined {
  const rgb = value & 0xffffff
  if (rgb === 0) return undefined
  const parts = [rgb & 0xff, (rgb >> 8) & 0xff, (rgb >> 16) & 0xff]
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** Days: as decimal text, or as the eight bytes of a double in hex. */
function readTimeOffset(values: Values): number {
  const text = values.text('TimeDifference') ?? '0'
  const days = /^[0-9a-f]{16}$/i.test(text)
    ? Buffer.from(text, 'hex').readDoubleLE()
    : Number(text.replace(',', '.'))
  const minutes = Math.round(days * 24 * 60)
  return Number.isFinite(minutes) ? minutes : 0
}

function readTimes(values: Values): Pick<ImportedSite, 'timeout' | 'keepAliveInterval'> {
  const timeout = values.number('Timeout', 0)
  const isPingOff = values.number('FtpPingType', 1) === 0
  const interval = isPingOff ? 0 : values.number('FtpPingInterval', -1)
  return {
    ...(timeout > 0 ? { timeout } : {}),
    ...(interval >= 0 ? { keepAliveInterval: interval } : {}),
  }
}

const proxyMethods = { none: 0, socks4: 1, socks5: 2, http: 3, telnet: 4, cmd: 5 }

function readProxy(values: Values, entry: Entry, collector: SiteCollector): ImportedSite['proxy'] {
  const method = values.number('ProxyMethod', 0, proxyMethods)
  if (method === 0) return undefined
  const kind = ([undefined, undefined, 'socks5', 'http'] as const)[method]
  const host = values.text('ProxyHost')
  const port = values.number('ProxyPort', 80)
  if (kind === undefined || host === undefined || port < 1 || port > 65_535) {
    collector.withoutSetting(entry, 'proxy', 'The proxy is of a kind that Sampan does not use.')
    return undefined
  }
  const user = values.text('ProxyUsername')
  const password = readProxyPassword(values, user ?? '', host)
  return {
    kind,
    host,
    port,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  }
}

function readProxyPassword(values: Values, user: string, host: string): string | undefined {
  const plain = values.text('ProxyPassword')
  if (plain !== undefined) return plain
  const hidden = values.text('ProxyPasswordEnc')
  if (hidden === undefined) return undefined
  const revealed = revealPassword(hidden, user + host)
  return revealed.state === 'ok' ? revealed.password : undefined
}
