import { expect, it } from 'vitest'
import { freshMemory, listAll, never, openConnection } from '../support/connect.ts'
import { realServerNames, startRealServer } from '../support/realServers.ts'

it.each(realServerNames)('%s is asked once what an empty folder holds', async (name) => {
  const server = await startRealServer(name, { tls: 'none' })
  const { host, port, user, password } = server
  const connection = await openConnection({
    settings: { host, port, user, encryption: 'none', showHidden: true },
    credentials: { password },
    memory: { ...freshMemory(), lists: { refused: new Set(['MLSD']) } },
  })
  try {
    await connection.makeFolder('/empty', never)
    expect(await listAll(connection, '/empty')).toEqual([])
    const verbs = connection.transcript
      .events()
      .flatMap((event) => (event.kind === 'command' ? [event.text] : []))
    expect(verbs.filter((text) => text.startsWith('LIST'))).toEqual(['LIST -a'])
  } finally {
    connection.close()
    await server.stop()
  }
})
