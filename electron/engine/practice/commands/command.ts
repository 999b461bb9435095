import type { Reply } from '../replies.ts'
import type { Exchange, Session } from '../session.ts'

export type Command = {
  /** Who may use it: `user` after the login, `writer` also not read-only. */
  access: 'anyone' | 'user' | 'writer'
  argument?: 'required'
  /** The last reply, or `null` where it was sent already. May throw what `replyToError` knows. */
  run: (session: Session, exchange: Exchange) => Promise<Reply | null> | Reply | null
}

export type CommandTable = Readonly<Record<string, Command>>
