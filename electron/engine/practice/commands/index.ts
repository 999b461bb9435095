import { reply, type Reply } from '../replies.ts'
import type { Exchange, Session } from '../session.ts'
import type { CommandTable } from './command.ts'
import { dataSetup } from './dataSetup.ts'
import { fileFacts } from './fileFacts.ts'
import { folders } from './folders.ts'
import { listings } from './listings.ts'
import { login } from './login.ts'
import { parameters } from './parameters.ts'
import { security } from './security.ts'
import { session } from './session.ts'
import { site } from './site.ts'
import { transfers } from './transfers.ts'

const commands = new Map(
  [
    login,
    session,
    security,
    parameters,
    dataSetup,
    folders,
    fileFacts,
    listings,
    transfers,
    site,
  ].flatMap((table: CommandTable) => Object.entries(table)),
)

/** Runs one command after the checks that all have in common. */
export async function perform(session: Session, exchange: Exchange): Promise<Reply | null> {
  const { verb, argument } = exchange
  const command = commands.get(verb)
  if (!command || session.world.lacks(verb)) return reply(500, 'This command is not known here.')
  if (command.access !== 'anyone' && !session.user)
    return reply(530, 'Please log in with USER and PASS.')
  if (command.access === 'writer' && session.user?.readOnly) return reply(550, 'Permission denied.')
  if (argument.includes('\0')) return reply(501, 'An argument cannot hold a NUL.')
  if (command.argument === 'required' && argument === '')
    return reply(501, `${verb} needs an argument.`)
  return command.run(session, exchange)
}
