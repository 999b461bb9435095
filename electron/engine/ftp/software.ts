const known: [RegExp, string][] = [
  [/vsFTPd\s*([\d.]+)?/i, 'vsftpd'],
  [/ProFTPD\s*([\d.]+\w*)?/i, 'ProFTPD'],
  [/Pure-?FTPd/i, 'Pure-FTPd'],
  [/FileZilla Server\s*(?:version\s*)?([\d.]+\w*)?/i, 'FileZilla Server'],
  [/Microsoft FTP Service/i, 'Microsoft IIS'],
  [/Serv-U FTP Server v?([\d.]+)?/i, 'Serv-U'],
  [/Sampan practice server/i, 'Sampan practice server'],
  [/wu-([\d.]+)/i, 'wu-ftpd'],
  [/pyftpdlib\s*([\d.]+)?/i, 'pyftpdlib'],
  [/SFTPGo\s*([\d.]+)?/i, 'SFTPGo'],
]

/** Name and version of the server's software as its greeting tells; undefined where it does not. */
export function serverSoftware(greeting: string): string | undefined {
  for (const [pattern, name] of known) {
    const match = pattern.exec(greeting)
    if (match) return match[1] ? `${name} ${match[1]}` : name
  }
  return undefined
}
