import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ImportFormat } from './index.ts'

export type FoundImport = {
  format: ImportFormat
  /** sites: what was saved. recent: the list of quick connections. */
  content: 'sites' | 'recent'
  /** A file, or for Cyberduck the folder of its bookmarks. */
  path: string
}

/** The machine that is searched; tests bring their own. */
export type SearchedMachine = {
  platform: string
  env: Record<string, string | undefined>
  home: string
}

/** VS Code and its relatives keep one folder for each workspace that was ever opened. */
const mostWorkspaces = 500

/**
 * Finds the files of clients that are installed here, by looking where each keeps them. Reads
 * nothing but names and the list of VS Code's workspaces, and runs nothing.
 */
export async function findImports(machine: SearchedMachine): Promise<FoundImport[]> {
  const candidates = [
    ...fileZillaFiles(machine),
    ...winScpFiles(machine),
    ...cyberduckFolders(machine),
    ...lftpFiles(machine),
    ...(await vscodeFiles(machine)),
  ]
  const found: FoundImport[] = []
  const seen = new Set<string>()
  for (const candidate of candidates) {
    if (seen.has(candidate.path) || !(await isThere(candidate))) continue
    seen.add(candidate.path)
    found.push(candidate)
  }
  return found
}

function fileZillaFiles({ platform, env, home }: SearchedMachine): FoundImport[] {
  const folders =
    platform === 'win32'
      ? [env.APPDATA && join(env.APPDATA, 'FileZilla')]
      : [
          env.XDG_CONFIG_HOME && join(env.XDG_CONFIG_HOME, 'filezilla'),
          join(home, '.config/filezilla'),
          join(home, '.filezilla'),
          join(home, '.var/app/org.filezillaproject.Filezilla/config/filezilla'),
        ]
  return present(folders).flatMap((folder) => [
    {
      format: 'filezilla' as const,
      content: 'sites' as const,
      path: join(folder, 'sitemanager.xml'),
    },
    {
      format: 'filezilla' as const,
      content: 'recent' as const,
      path: join(folder, 'recentservers.xml'),
    },
  ])
}

/** Only the ini can be found; sites in the registry have to be exported by the user. */
function winScpFiles({ platform, env }: SearchedMachine): FoundImport[] {
  if (platform !== 'win32') return []
  const local = env.LOCALAPPDATA
  return present([
    env.APPDATA && join(env.APPDATA, 'WinSCP.ini'),
    env['ProgramFiles(x86)'] && join(env['ProgramFiles(x86)'], 'WinSCP', 'WinSCP.ini'),
    env.ProgramFiles && join(env.ProgramFiles, 'WinSCP', 'WinSCP.ini'),
    local && join(local, 'Programs', 'WinSCP', 'WinSCP.ini'),
  ]).map((path) => ({ format: 'winscp', content: 'sites', path }))
}

function cyberduckFolders({ platform, env, home }: SearchedMachine): FoundImport[] {
  const group =
    'Library/Group Containers/G69SCX94XU.duck/Library/Application Support/duck/Bookmarks'
  const folders =
    platform === 'win32'
      ? [env.APPDATA && join(env.APPDATA, 'Cyberduck', 'Bookmarks')]
      : platform === 'darwin'
        ? [join(home, group), join(home, 'Library/Application Support/Cyberduck/Bookmarks')]
        : [join(home, '.duck/Bookmarks')]
  return present(folders).map((path) => ({ format: 'cyberduck', content: 'sites', path }))
}

function lftpFiles({ platform, env, home }: SearchedMachine): FoundImport[] {
  if (platform === 'win32') return []
  return present([
    env.LFTP_HOME && join(env.LFTP_HOME, 'bookmarks'),
    env.XDG_DATA_HOME && join(env.XDG_DATA_HOME, 'lftp/bookmarks'),
    join(home, '.local/share/lftp/bookmarks'),
    join(home, '.lftp/bookmarks'),
  ]).map((path) => ({ format: 'lftp', content: 'sites', path }))
}

async function vscodeFiles({ platform, env, home }: SearchedMachine): Promise<FoundImport[]> {
  const base =
    platform === 'win32'
      ? env.APPDATA
      : platform === 'darwin'
        ? join(home, 'Library/Application Support')
        : env.XDG_CONFIG_HOME || join(home, '.config')
  if (!base) return []
  const found: FoundImport[] = []
  for (const product of ['Code', 'Code - Insiders', 'VSCodium', 'Cursor']) {
    const storage = join(base, product, 'User', 'workspaceStorage')
    const names = (await readdir(storage).catch(() => [])).slice(0, mostWorkspaces)
    for (const name of names) {
      const folder = await workspaceFolder(join(storage, name, 'workspace.json'))
      if (folder)
        found.push({
          format: 'vscode-sftp',
          content: 'sites',
          path: join(folder, '.vscode', 'sftp.json'),
        })
    }
  }
  return found
}

/** `{"folder": "file:///home/…"}`; other kinds of workspace are not on this machine. */
async function workspaceFolder(file: string): Promise<string | undefined> {
  try {
    const { folder } = JSON.parse(await readFile(file, 'utf8')) as { folder?: unknown }
    return typeof folder === 'string' && folder.startsWith('file:')
      ? fileURLToPath(folder)
      : undefined
  } catch {
    return undefined
  }
}

async function isThere({ format, path }: FoundImport): Promise<boolean> {
  try {
    const entry = await stat(path)
    return format === 'cyberduck' ? entry.isDirectory() : entry.isFile()
  } catch {
    return false
  }
}

function present(paths: (string | undefined)[]): string[] {
  return paths.filter((path) => path !== undefined && path !== '') as string[]
}
