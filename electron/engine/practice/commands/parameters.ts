import { reply } from '../replies.ts'
import type { CommandTable } from './command.ts'

/** RFC 959 §4.1.2: what is fixed today but must still be answered right. */
export const parameters: CommandTable = {
  TYPE: {
    access: 'user',
    argument: 'required',
    run(session, { argument }) {
      const type = argument.toUpperCase()
      if (/^(I|L 8)$/.test(type)) session.type = 'I'
      else if (/^A( N)?$/.test(type)) session.type = 'A'
      else return reply(/^(A|E|L|I)\b/.test(type) ? 504 : 501, 'Only TYPE A and TYPE I.')
      return reply(200, `Type is ${session.type}.`)
    },
  },
  STRU: {
    access: 'user',
    argument: 'required',
    run: (_, { argument }) =>
      argument.toUpperCase() === 'F'
        ? reply(200, 'Structure is file.')
        : reply(504, 'Only STRU F.'),
  },
  MODE: {
    access: 'user',
    argument: 'required',
    run: (_, { argument }) =>
      argument.toUpperCase() === 'S' ? reply(200, 'Mode is stream.') : reply(504, 'Only MODE S.'),
  },
  SMNT: { access: 'user', run: () => reply(502, 'Nothing to mount here.') },
}
