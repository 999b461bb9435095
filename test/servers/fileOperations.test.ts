import { realServerNames, startRealServer } from '../support/realServers.ts'
import type { RealServerName } from '../support/realServers.ts'
import { fileOperationsSuite } from '../support/fileOperationsSuite.ts'
import type { SuiteTraits } from '../support/fileOperationsSuite.ts'

const traits: Record<RealServerName, SuiteTraits> = {
  vsftpd: { setsTimes: false },
  proftpd: { setsTimes: true },
  'pure-ftpd': { setsTimes: true, refuses: 'a\\b' },
}

for (const name of realServerNames)
  fileOperationsSuite(
    name,
    async () => {
      const server = await startRealServer(name)
      return {
        account: server,
        folder: server.folder,
        adopt: () => server.adopt(),
        stop: () => server.stop(),
      }
    },
    traits[name],
  )
