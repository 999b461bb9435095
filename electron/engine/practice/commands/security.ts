import { reply } from '../replies.ts'
import type { CommandTable } from './command.ts'

/** RFC 4217 over RFC 2228; SSCN as glFTPd and others have it for server-to-server copies. */
export const security: CommandTable = {
  AUTH: {
    access: 'anyone',
    argument: 'required',
    async run(session, exchange) {
      const mechanism = exchange.argument.toUpperCase()
      if (!session.world.tls) return reply(502, 'No TLS here.')
      if (session.isSecure) return reply(503, 'TLS is on already.')
      if (!/^(TLS|TLS-C|TLS-P|SSL)$/.test(mechanism)) return reply(504, 'Only AUTH TLS.')
      session.stopReading()
      await exchange.send(reply(234, 'Start the TLS handshake.'))
      session.reset()
      await session.secureControl(exchange.play)
      // These two names imply protected data (draft-murray-auth-ftp-ssl §4).
      session.protection = /^(TLS-P|SSL)$/.test(mechanism) ? 'P' : 'C'
      session.hasBufferSize = false
      return null
    },
  },

  PBSZ: {
    access: 'anyone',
    argument: 'required',
    run(session, { argument }) {
      if (!session.isSecure) return reply(503, 'AUTH TLS comes first.')
      if (!/^\d+$/.test(argument)) return reply(501, 'PBSZ needs a number.')
      session.hasBufferSize = true
      return reply(200, 'PBSZ=0')
    },
  },

  PROT: {
    access: 'anyone',
    argument: 'required',
    run(session, { argument }) {
      if (!session.isSecure) return reply(503, 'AUTH TLS comes first.')
      if (!session.hasBufferSize) return reply(503, 'PBSZ comes first.')
      const level = argument.toUpperCase()
      if (level === 'S' || level === 'E') return reply(536, 'TLS knows only C and P.')
      if (level !== 'C' && level !== 'P') return reply(504, 'Only C and P.')
      session.protection = level
      return reply(200, level === 'P' ? 'Data is protected.' : 'Data is not protected.')
    },
  },

  SSCN: {
    access: 'user',
    run(session, { argument }) {
      if (!session.isSecure) return reply(503, 'AUTH TLS comes first.')
      if (!/^(ON|OFF|)$/i.test(argument)) return reply(501, 'ON or OFF.')
      if (argument !== '') session.isTlsClientOnData = argument.toUpperCase() === 'ON'
      return reply(200, `SSCN:${session.isTlsClientOnData ? 'CLIENT' : 'SERVER'} METHOD`)
    },
  },

  CCC: { access: 'anyone', run: () => reply(534, 'The control connection stays protected.') },
}
