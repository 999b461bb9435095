import { lstat, mkdir, rename, rmdir, stat, unlink } from 'node:fs/promises'
import { quoted, Refusal, reply } from '../replies.ts'
import type { Session } from '../session.ts'
import type { Command, CommandTable } from './command.ts'

const printDirectory: Command = {
  access: 'user',
  run: (session) => reply(257, `${quoted(session.directory)} is the current directory.`),
}

const changeDirectory: Command = {
  access: 'user',
  argument: 'required',
  run: (session, { argument }) => enter(session, argument),
}

const changeUp: Command = { access: 'user', run: (session) => enter(session, '..') }

const makeDirectory: Command = {
  access: 'writer',
  argument: 'required',
  async run(session, { argument }) {
    const path = session.path(argument)
    await mkdir(await session.world.jail.entry(path))
    return reply(257, `${quoted(path)} created.`)
  },
}

const removeDirectory: Command = {
  access: 'writer',
  argument: 'required',
  async run(session, { argument }) {
    await rmdir(await session.world.jail.entry(session.path(argument)))
    return reply(250, 'Directory removed.')
  },
}

/** RFC 959 §4.1.3 with the X-forms of RFC 775, which some clients still send. */
export const folders: CommandTable = {
  PWD: printDirectory,
  XPWD: printDirectory,
  CWD: changeDirectory,
  XCWD: changeDirectory,
  CDUP: changeUp,
  XCUP: changeUp,
  MKD: makeDirectory,
  XMKD: makeDirectory,
  RMD: removeDirectory,
  XRMD: removeDirectory,

  DELE: {
    access: 'writer',
    argument: 'required',
    async run(session, { argument }) {
      const entry = await session.world.jail.entry(session.path(argument))
      // unlink() of a folder says EPERM on some systems and EISDIR on others.
      if ((await lstat(entry)).isDirectory()) throw new Refusal(550, 'Is a directory; use RMD.')
      await unlink(entry)
      return reply(250, 'File deleted.')
    },
  },

  RNFR: {
    access: 'writer',
    argument: 'required',
    async run(session, { argument }) {
      const path = session.path(argument)
      await lstat(await session.world.jail.entry(path))
      session.renameFrom = path
      return reply(350, 'Ready for RNTO.')
    },
  },

  RNTO: {
    access: 'writer',
    argument: 'required',
    async run(session, { argument }) {
      if (session.renameFrom === null) return reply(503, 'RNFR comes first.')
      const { jail } = session.world
      const from = await jail.entry(session.renameFrom)
      await rename(from, await jail.entry(session.path(argument)))
      return reply(250, 'Renamed.')
    },
  },
}

async function enter(session: Session, argument: string) {
  const { jail, features } = session.world
  const path = session.path(argument)
  const real = await jail.existing(path)
  if (!(await stat(real)).isDirectory()) throw new Refusal(550, 'Not a directory.')
  session.directory = features.physicalDirectories ? jail.virtual(real) : path
  return reply(250, 'Directory changed.')
}
