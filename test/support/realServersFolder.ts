import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createCertificate } from './realServersCertificate.ts'
import type { Certificate } from './realServersCertificate.ts'
import { removeAll, removeStale } from './realServersLeftovers.ts'
import { fileOwner } from './realServersSetup.ts'
import type { ServerCommand, ServerSetup } from './realServersSetup.ts'
import { rootAccess, run, runAsRoot } from './system.ts'

const prefix = 'sampan-server-'

export type ServerFolder = {
  setup: Pick<ServerSetup, 'work' | 'root' | 'user' | 'passwordHash' | 'owner' | 'certificate'>
  password: string
  /** Puts what a server needs outside of its folder in place. */
  place(command: ServerCommand): void
  placeFile(path: string, content: string | Uint8Array): void
  adopt(path: string): void
  log(): string
  remove(): void
}

/** Makes the folder of one server: configuration, logs, certificate and the FTP user's files. */
export function openFolder(given: Certificate | undefined): ServerFolder {
  removeStale(tmpdir(), prefix)
  const work = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // The FTP user passes through on the way to its files, but reads nothing here.
  chmodSync(work, 0o711)
  const root = join(work, 'files')
  mkdirSync(root, { mode: 0o755 })
  const owner = fileOwner()
  const adopt = (path: string) => give(join(root, path), owner)
  adopt('.')
  const password = randomBytes(18).toString('base64url')
  let certificate = given
  const passwordHash = run('openssl', ['passwd', '-6', '-stdin'], { input: password }).trim()
  let logFiles = [join(work, 'output.log')]
  let systemFile: string | undefined
  return {
    setup: {
      ...{ work, root, user: 'tester', passwordHash, owner },
      certificate: () => (certificate ??= createCertificate(work)),
    },
    password,
    place(command) {
      logFiles = [...command.logFiles, ...logFiles]
      for (const path of command.rootOwned ?? []) runAsRoot('chown', ['root:root', path])
      if (!command.systemFile) return
      removeStale(dirname(command.systemFile.path), prefix)
      systemFile = command.systemFile.path
      const copy = join(work, 'system-file')
      writeFileSync(copy, command.systemFile.text)
      runAsRoot('install', ['-m', '644', '-o', 'root', copy, systemFile])
    },
    placeFile(path, content) {
      const made = mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o755 })
      writeFileSync(join(root, path), content)
      give(made ?? join(root, path), owner)
      give(join(root, path), owner)
    },
    adopt,
    log: () => logFiles.map(readIfThere).join(''),
    remove() {
      if (systemFile) removeAll(systemFile)
      removeAll(work)
    },
  }
}

function give(path: string, owner: { uid: number; gid: number }) {
  if (rootAccess() === 'root') lchownSync(path, owner.uid, owner.gid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path)) give(join(path, name), owner)
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
