import { words } from '../text.ts'
import type { Locale, Text } from '../text.ts'
import { describeIn } from './types.ts'
import type { Taken } from './types.ts'

function meaningOfPath(path: string): Text {
  if (path === '/') return words('the topmost folder', '最上层的文件夹')
  if (path === '.') return words('the current folder', '当前文件夹')
  if (path === '..') return words('the folder above', '上一级文件夹')
  if (path.startsWith('/'))
    return words('a full path, from the topmost folder', '完整路径，从最上层文件夹算起')
  if (path.startsWith('~')) return words('a path from the home folder', '从主目录算起的路径')
  if (/^[A-Za-z]:[\\/]/.test(path))
    return words('a path on a Windows drive', 'Windows 驱动器上的路径')
  return words('a name inside the current folder', '当前文件夹中的名字')
}

/** A path as one part. Blanks at its ends belong to the name (RFC 3659 §2.2). */
export function takePath(path: string, locale: Locale): Taken {
  return path === '' ? { parts: [] } : { parts: [describeIn(locale)(path, meaningOfPath(path))] }
}
