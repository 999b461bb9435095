import { chmod, stat, symlink, utimes } from 'node:fs/promises'
import { parseFactTime } from '../facts.ts'
import { joinVirtual } from '../paths.ts'
import { Refusal, reply, type Reply } from '../replies.ts'
import type { Session } from '../session.ts'
import type { CommandTable } from './command.ts'

type SiteCommand = (session: Session, argument: string) => Promise<Reply>

const siteCommands: Record<string, SiteCommand> = {
  async CHMOD(session, argument) {
    const [, mode = '', name = ''] = /^([0-7]{3,4}) (.+)$/s.exec(argument) ?? []
    if (name === '') return reply(501, 'SITE CHMOD mode path')
    await chmod(await session.world.jail.existing(session.path(name)), parseInt(mode, 8) & 0o777)
    return reply(200, `Mode is ${mode}.`)
  },

  /** Both forms in use: `time path`, and `path access modify create UTC`. */
  async UTIME(session, argument) {
    const long = /^(.+) (\d{14}) (\d{14}) (\d{14}) UTC$/s.exec(argument)
    const short = /^(\d{12}|\d{14}) (.+)$/s.exec(argument)
    const name = long?.[1] ?? short?.[2]
    const time = parseFactTime(long?.[3] ?? (short?.[1] ?? '').padEnd(14, '0'))
    if (name === undefined || !time) return reply(501, 'SITE UTIME YYYYMMDDhhmmss path')
    const real = await session.world.jail.existing(session.path(name))
    await utimes(real, (await stat(real)).atime, time)
    return reply(200, 'Time set.')
  },

  /** `SITE SYMLINK target link`, only to what is inside. */
  async SYMLINK(session, argument) {
    const [, target = '', name = ''] = /^(\S+) (.+)$/s.exec(argument) ?? []
    if (name === '' || target.startsWith('/')) return reply(501, 'SITE SYMLINK target link')
    const { jail } = session.world
    const link = session.path(name)
    const folder = joinVirtual(link, '..')
    if (leadsAbove(folder, target)) throw new Refusal(550, 'Outside of the practice folder.')
    await jail.existing(joinVirtual(folder, target))
    await symlink(target, await jail.entry(link))
    return reply(200, 'Link made.')
  },

  async HELP() {
    return reply(214, 'SITE commands:', 'CHMOD UTIME SYMLINK HELP', 'End')
  },
}

export const site: CommandTable = {
  SITE: {
    access: 'user',
    argument: 'required',
    run(session, { argument }) {
      const [, verb = '', rest = ''] = /^(\S+) ?(.*)$/s.exec(argument) ?? []
      const command = siteCommands[verb.toUpperCase()]
      if (!command || session.world.lacks(`SITE ${verb.toUpperCase()}`))
        return reply(504, `SITE ${verb} is not known here.`)
      if (session.user?.readOnly && verb.toUpperCase() !== 'HELP')
        return reply(550, 'Permission denied.')
      return command(session, rest)
    },
  },
}

/** Whether a relative target climbs out of the root on its way, even if it comes back. */
function leadsAbove(folder: string, target: string): boolean {
  let depth = folder.split('/').filter(Boolean).length
  return target.split('/').some((segment) => {
    if (segment === '..') depth -= 1
    else if (segment !== '' && segment !== '.') depth += 1
    return depth < 0
  })
}
