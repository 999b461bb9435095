import { AppError } from '../../contract/errors.ts'

/** Remote paths are absolute, use `/`, and hold no `.` or `..` of ours: servers resolve links. */
export function joinRemote(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

export function remoteParent(path: string): string | null {
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const at = trimmed.lastIndexOf('/')
  if (at < 0 || trimmed === '/') return null
  return at === 0 ? '/' : trimmed.slice(0, at)
}

export const remoteName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The path without trailing slash and with `.` and `..` worked out. Throws for relative ones. */
export function checkRemotePath(path: string): string {
  if (!path.startsWith('/'))
    throw new AppError('bad-request', 'Remote paths must be absolute', { path })
  if (/[\r\n]/.test(path))
    throw new AppError('unsafe-name', 'Line breaks in names cannot be sent over FTP', { path })
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}
