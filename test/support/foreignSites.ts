import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hidePassword } from './winScpPassword.ts'

/** Sites as other clients keep them in a home folder, 200 in all. */
export const foreignCounts = {
  filezilla: 100,
  cyberduck: 20,
  lftp: 20,
  'vscode-sftp': 20,
  winscp: 30,
  urls: 10,
} as const

/** WinSCP's and the addresses have no place on Linux; they are picked. */
export type PickedFiles = { winscp: string; urls: string }

const password = (client: string, index: number) => `pä ss=${client}-${index}`
export const passwordOf = password
const host = (client: string, index: number) => `${client}${index}.example.com`
const times = (count: number) => Array.from({ length: count }, (_, index) => index)

function fileZilla(): string {
  const server = (index: number) => `<Server>
<Host>${host('fz', index)}</Host><Port>21</Port><Protocol>${[0, 3, 4, 6][index % 4]}</Protocol><Type>0</Type>
<User>alice</User><Pass encoding="base64">${Buffer.from(password('fz', index)).toString('base64')}</Pass>
<Logontype>1</Logontype><PasvMode>MODE_DEFAULT</PasvMode><EncodingType>Auto</EncodingType>
<Name>FileZilla ${index} 港口</Name></Server>`
  const sftp = `<Server><Host>sftp.example.com</Host><Port>22</Port><Protocol>1</Protocol>
<Logontype>0</Logontype><Name>An SFTP site</Name></Server>`
  const part = (from: number, to: number) =>
    times(foreignCounts.filezilla).slice(from, to).map(server).join('\n')
  return `<?xml version="1.0"?>
<FileZilla3 version="3.63.0" platform="linux"><Servers>
<Folder expanded="1">Customers<Folder expanded="0">North ${part(0, 40)}</Folder>${part(40, 70)}${sftp}</Folder>
${part(70, 100)}</Servers></FileZilla3>`
}

const winScp = () =>
  times(foreignCounts.winscp)
    .map((index) => {
      const name = host('ws', index)
      return `[Sessions\\Office/WinSCP%20${index}]
HostName=${name}
PortNumber=21
UserName=alice
Password=${hidePassword(`alice${name}`, password('ws', index), { shift: 3 })}
FSProtocol=5
Ftps=${[0, 1, 3][index % 3]}
`
    })
    .join('\n')

const duck = (index: number) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>Protocol</key><string>ftp</string>
<key>Hostname</key><string>${host('duck', index)}</string><key>Port</key><string>21</string>
<key>Username</key><string>alice</string><key>Nickname</key><string>Duck ${index}</string></dict></plist>`

const vscode = (folder: string) =>
  JSON.stringify(
    times(foreignCounts['vscode-sftp']).map((index) => ({
      name: `Code ${index}`,
      protocol: 'ftp',
      host: host('code', index),
      port: 21,
      username: 'alice',
      password: password('code', index),
      remotePath: '/www',
      context: folder,
    })),
  )

const lftp = () =>
  times(foreignCounts.lftp)
    .map((index) => `lftp${index}\tftp://alice:${index}@${host('lftp', index)}/pub`)
    .join('\n')

const urls = () =>
  times(foreignCounts.urls)
    .map((index) => `ftp://alice@${host('url', index)}:${2100 + index}/in`)
    .join('\n')

/** Writes them where each client keeps its own; gives those that have to be picked. */
export async function writeForeignSites(home: string): Promise<PickedFiles> {
  const write = async (path: string, text: string) => {
    const file = join(home, path)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text)
    return file
  }
  const project = join(home, 'project')
  await write('.config/filezilla/sitemanager.xml', fileZilla())
  for (const index of times(foreignCounts.cyberduck))
    await write(`.duck/Bookmarks/${index}.duck`, duck(index))
  await write('.local/share/lftp/bookmarks', lftp())
  await write('project/.vscode/sftp.json', vscode(project))
  await write(
    '.config/Code/User/workspaceStorage/1/workspace.json',
    JSON.stringify({ folder: `file://${project}` }),
  )
  return { winscp: await write('WinSCP.ini', winScp()), urls: await write('urls.txt', urls()) }
}
